"""What was found about traces on screen when they were made again."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.checking import check_trace
from app.faults import sentence_for
from app.models import ModelStore
from app.shown import Shown, titles_of
from ilm_core.trace import Trace


@dataclass(frozen=True)
class Verified:
    """What was found about each of some traces, to be read after the name of its lane."""

    findings: tuple[tuple[Trace, str], ...] = ()

    def about(self, shown: Sequence[Shown]) -> str:
        """One sentence a lane; empty unless every one of them was made again."""
        sentences = []
        for one, title in zip(shown, titles_of(shown)):
            finding = next((finding for trace, finding in self.findings if trace == one.trace), None)
            if finding is None:
                return ""
            sentences.append(title + finding)
        return " ".join(sentences)


def verify_shown(shown: Sequence[Shown], store: ModelStore) -> Verified:
    """Make every trace on screen again, each with the shipped model of its task and family."""
    return Verified(tuple((one.trace, finding(one.trace, store)) for one in shown))


def finding(trace: Trace, store: ModelStore) -> str:
    """Whether a trace is what its recipe says, in words that follow the name of its lane."""
    try:
        difference = check_trace(trace, store)
    except Exception as fault:
        return f" could not be checked: {sentence_for(fault)}"
    count = len(trace.steps)
    same = f"made again, {'the one step is' if count == 1 else f'all {count} steps are'} the same."
    return f": {difference or same}"
