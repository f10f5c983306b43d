"""What a launch would do, and what stands in its way: the last look before it."""

from campaigns.review.answers import QuietTimes, Remark, Review, Running
from campaigns.review.review import campaign_review

__all__ = ["QuietTimes", "Remark", "Review", "Running", "campaign_review"]
