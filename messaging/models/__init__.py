"""Senders, the outbox and the links in it, suppressions, inbox threads, and the local mailbox."""

from messaging.models.click import LinkClick, LinkCounter
from messaging.models.consent import ConsentConfirmation, ConsentSettings
from messaging.models.counter import MessageCounter, MessageMetric, MessageTimeline
from messaging.models.deliverability import DomainCheck, DomainCounter
from messaging.models.erased import ErasedAddress, ReturnedContact
from messaging.models.inbox import Direction, InboxEntry, InboxThread, InboxWords, ThreadState
from messaging.models.mailbox import MailboxMail
from messaging.models.message import AMISS, SETTLED, Message, MessageState
from messaging.models.onsite import OnsiteItem
from messaging.models.point import ContactPoint
from messaging.models.price import Price
from messaging.models.provider_template import ProviderTemplate, ProviderTemplateList
from messaging.models.report import ProviderReport, ReportOutcome
from messaging.models.returns import ReturnMailbox
from messaging.models.sender import Sender, SenderState
from messaging.models.stream import MessageStream, StreamDay, StreamIteration
from messaging.models.suppression import Suppression, SuppressionReason
from messaging.models.suppression_import import SuppressionImport, SuppressionRefusedRow
from messaging.models.target import LinkTarget
from messaging.models.usage import SenderUsage
from messaging.models.verification import AddressStatus, AddressVerification, StreamVerification

__all__ = [
    "AMISS",
    "SETTLED",
    "AddressStatus",
    "AddressVerification",
    "ConsentConfirmation",
    "ConsentSettings",
    "ContactPoint",
    "Direction",
    "DomainCheck",
    "DomainCounter",
    "ErasedAddress",
    "InboxEntry",
    "InboxThread",
    "InboxWords",
    "LinkClick",
    "LinkCounter",
    "LinkTarget",
    "MailboxMail",
    "Message",
    "MessageCounter",
    "MessageMetric",
    "MessageState",
    "MessageStream",
    "MessageTimeline",
    "OnsiteItem",
    "Price",
    "ProviderReport",
    "ProviderTemplate",
    "ProviderTemplateList",
    "ReportOutcome",
    "ReturnMailbox",
    "ReturnedContact",
    "Sender",
    "SenderState",
    "SenderUsage",
    "StreamDay",
    "StreamIteration",
    "StreamVerification",
    "Suppression",
    "SuppressionImport",
    "SuppressionReason",
    "SuppressionRefusedRow",
    "ThreadState",
]
