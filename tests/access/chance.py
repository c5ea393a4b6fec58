"""Whether times tell anything: the area under the curve, as the threat model asks for it."""

from bisect import bisect_left, bisect_right


def auc(one, other):
    """How often a time of `other` is longer than one of `one`: 0.5 tells nothing; counted to whichever side it leans."""
    ordered = sorted(one)
    below = sum((bisect_left(ordered, t) + bisect_right(ordered, t)) / 2 for t in other)
    share = below / (len(one) * len(other))
    return max(share, 1 - share)
