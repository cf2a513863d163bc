"""What may be different every time."""

from hypothesis import strategies as st

from custom_components.clicksend_messaging.messaging.message import Priority
from simulator.faults import FaultKind

# Two of them have the calling code of Great Britain, but not its prices; the last is in
# a country that the account may not send to.
NUMBERS = (
    *("+12025550101", "+12025550102", "+12025550103"),
    *("+447700900123", "+447781123456", "+353871234567", "+93701234567"),
)

RELAXED = st.fixed_dictionaries(
    {
        "sending": st.just({"retry_for": 10}),
        "limits": st.just({"messages_per_hour": 200, "messages_per_recipient": 200}),
        "spending": st.just({}),
        "critical": st.fixed_dictionaries(
            {"critical_per_hour": st.just(200), "resend_unknown": st.booleans()}
        ),
    }
)
STRICT = st.fixed_dictionaries(
    {
        "sending": st.fixed_dictionaries({"retry_for": st.sampled_from([1, 10, 90])}),
        "limits": st.fixed_dictionaries(
            {
                "messages_per_hour": st.sampled_from([3, 10, 200]),
                "messages_per_recipient": st.sampled_from([2, 30]),
            }
        ),
        "spending": st.fixed_dictionaries(
            {},
            optional={
                "spend_per_day": st.sampled_from([0.1, 0.5, 2]),
                "spend_per_month": st.sampled_from([0.2, 1]),
                "balance_floor": st.sampled_from([99.5, 99.9]),
            },
        ),
        "critical": st.fixed_dictionaries(
            {
                "critical_per_hour": st.sampled_from([1, 50]),
                "resend_unknown": st.booleans(),
            },
            optional={"critical_spend_per_day": st.sampled_from([0.1, 0.2])},
        ),
    }
)

PLACES = st.lists(st.integers(0, len(NUMBERS) - 1), min_size=1, max_size=4, unique=True)
PRIORITIES = st.sampled_from([Priority.NORMAL, Priority.CRITICAL])
KINDS = st.sampled_from(FaultKind)
PATIENCE = st.sampled_from([0, 0, 0.01, 1, 60])
AWAY = st.sampled_from([0, 0, 0, 3600, 24 * 3600])
LOST_FOR_SURE = [
    *(FaultKind.HANG, FaultKind.RESET_BEFORE, FaultKind.RESET_AFTER),
    *(FaultKind.LOST_ANSWER, FaultKind.PROCESSED_SERVER_ERROR, FaultKind.MALFORMED),
]
