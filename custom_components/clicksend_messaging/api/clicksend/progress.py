"""How far a list was read, which may lose rows meanwhile."""

from math import ceil, inf

from ..errors import MalformedAnswerError
from ..models import Page

# The API takes 15 to 100 rows a page; its page addresses are wrong and never followed.
PAGE_SIZE = 100
# No account has a list as long.
MAX_PAGES = 1000
# A list is read twice at most, but for as many requests.
_SPARE = 10


class Progress:
    """Tells which page of a list to read next.

    Where rows vanish those behind them move up, some of them to a page that was read
    before. A total that fell tells how many vanished, but not where; so as many rows
    before the page are taken as not seen, and read again. If as many rows come as
    vanish, or no total is stated, nothing tells that rows moved.
    """

    def __init__(self) -> None:
        """Start before the first page."""
        self._page = Page((), None, None)
        self._number = self._furthest = self._again = self._size = 0
        self._total: int | None = None
        # Seen are all rows before the one place, and from the next to the last. Behind
        # the last page there is nothing left to see, however far.
        self._seen: float = 0
        self._ahead: float = 0
        self._ahead_end: float = 0
        self._held: dict[int, Page] = {}

    def next_page(self) -> int | None:
        """Return the number of the page to read next, if any.

        Raises:
            MalformedAnswerError: not all of the list can be read.

        """
        if self._seen == inf:
            return None
        if self._has_gap:
            number = int(self._seen // self._size) + 1
        else:
            # What is missing of a page is read after the next: a list that loses rows
            # all the time is read twice then, not three times.
            number = ceil(self._seen / (self._size or 1)) + 1
        if number > MAX_PAGES:
            message = "The list has more pages than any list can have"
            raise MalformedAnswerError(message)
        if self._again > self._furthest + _SPARE:
            message = "The list loses rows faster than it can be read"
            raise MalformedAnswerError(message)
        return number

    def take(self, number: int, page: Page) -> list[Page]:
        """Note what came as a page; return the pages that may be looked at now.

        Rows keep their order: what was missed comes before what is behind it.

        Raises:
            MalformedAnswerError: there are none where some were promised.

        """
        follows = number == self._number + 1
        # Some lists do not say that they have one page only.
        is_new = bool(page.rows) and not (follows and page == self._page)
        gone = self._count_gone(page)
        self._size = self._size or len(page.rows)
        start = (number - 1) * self._size
        promised = number > 1 and start < (self._total or 0)
        if promised and not page.rows:
            message = "A page of the list is missing"
            raise MalformedAnswerError(message)
        self._note(start, gone, is_last=not is_new or self._is_last(number, page))
        self._again += number <= self._furthest
        self._furthest = max(number, self._furthest)
        self._number, self._page = number, page
        if is_new:
            self._held[number] = page
        if self._has_gap:
            return []
        held, self._held = self._held, {}
        return [held[number] for number in sorted(held)]

    @property
    def _has_gap(self) -> bool:
        """Whether rows are missing before some that were seen."""
        return self._seen < self._ahead < self._ahead_end

    def _count_gone(self, page: Page) -> int:
        """Return how many rows have vanished since the page before."""
        if page.total is None:
            return 0
        before, self._total = self._total, page.total
        return 0 if before is None else max(0, before - page.total)

    def _is_last(self, number: int, page: Page) -> bool:
        """Tell whether the list ends with a page; some lists do not say it."""
        if page.last_page is not None:
            return number >= page.last_page
        return len(page.rows) < PAGE_SIZE and number * self._size >= (page.total or 0)

    def _note(self, start: int, gone: int, *, is_last: bool) -> None:
        """Note which rows were seen, wherever others vanished."""
        end = inf if is_last else start + self._size
        self._seen = max(0, self._seen - gone)
        self._ahead_end -= gone
        if start <= self._seen:
            self._seen = max(self._seen, end)
        else:
            self._ahead, self._ahead_end = start, end
        if self._ahead <= self._seen:
            self._seen = max(self._seen, self._ahead_end)
