"""A day that somebody sends: written out, and one that every place on Earth has a midnight for.

One type for every body, so that no feature keeps a day that another one cannot sort, draw or remind of.
"""

import re
from datetime import date, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

EARLIEST: Final = date(2020, 1, 1)
LATEST: Final = date(2100, 12, 31)
WRITTEN: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _written(value: Any) -> Any:  # Any: whatever was sent.
    """A number would be taken for seconds, and a slip would be a day in 1970."""
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    if is_day or (isinstance(value, str) and WRITTEN.fullmatch(value)):
        return value
    raise PydanticCustomError("not_a_day", "This is not a date.")


def _within(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise PydanticCustomError("out_of_range", "This date is out of range.")
    return day


Day = Annotated[date, BeforeValidator(_written), AfterValidator(_within)]
