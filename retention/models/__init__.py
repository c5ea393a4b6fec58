from retention.models.clocks import Clock
from retention.models.disposal import BatchItem, Certificate, Decision, DisposalBatch, LargeProposal, LedgerEntry
from retention.models.holds import Hold

__all__ = ["BatchItem", "Certificate", "Clock", "Decision", "DisposalBatch", "Hold", "LargeProposal", "LedgerEntry"]
