"""The audit: where events go (sinks), who numbers them (sealing), what holds the chain from outside (anchors), who looks (verifying)."""
