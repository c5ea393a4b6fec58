"""What can be wrong with a council's file, said so that its author can mend it."""


class PolicyError(ValueError):
    """A council's file says something that it may not, or the product asked it for something that is not there."""


class UnknownCode(PolicyError, LookupError):
    """A code was looked up that the policy does not have."""
