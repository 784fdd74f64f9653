"""What the invented partners say. One plain sentence each, so that it fits every limit that a template may set."""

from __future__ import annotations

from typing import Final

from app.sessions.protocol import commands as c
from app.sessions.protocol.sides import Both

# Not about anybody, and the same whatever a template asks: a rehearsal shows the order of a talk, not its worth.
PURPOSE: Final = Both("How we can both rest on Sunday evenings.", "What Sunday evenings are for.")

# One after the other, and from the beginning again.
WORDS: Final[dict[type[c.Command], Both[tuple[str, ...]]]] = {
    c.Speak: Both(
        (
            "On Sunday I cleared the table alone, and I felt tired and would like us to do it together.",
            "When the kitchen was quiet, I felt lonely and wished that you would come in.",
        ),
        (
            "On Sunday I was worried about work, and I need half an hour before I can be with you.",
            "When I heard the plates, I felt guilty and did not know how to come back.",
        ),
    ),
    c.TellImpact: Both(("I felt left alone when you did not call.",), ("I felt small when you laughed about it.",)),
    c.Clarify: Both(("Do you mean every Sunday, or this one?",), ("Do you mean right after dinner, or later?",)),
    c.Answer: Both(("This one, above all.",), ("Right after dinner, if we can.",)),
    c.Validate: Both(
        ("That makes sense to me, with the week you had.", "I can see how that was hard."),
        ("That makes sense to me, as you had cooked, too.", "I can see how that was lonely."),
    ),
    c.Appreciate: Both(
        ("Thank you for sitting down with me.", "Thank you for staying with it."),
        ("Thank you for asking me to talk.", "Thank you for your patience with me."),
    ),
    c.Learn: Both(
        ("I understood that worry can look like silence.",), ("I understood that help means company to you.",)
    ),
    c.Own: Both(("I laughed about it, and I should not have.",), ("I did not call, though I had said I would.",)),
    c.Apologise: Both(
        ("I am sorry that I laughed, and I would like to tell them so myself.",),
        ("I am sorry that I did not call, and I would like to make up for that evening.",),
    ),
    c.AnswerPrompt: Both(
        ("I would like one quiet evening a week.", "I am glad about our walks."),
        ("I would like to laugh together more often.", "I am glad that we still cook together."),
    ),
}
# The same, said smaller (L-7).
SMALLER: Final[dict[str, Both[str]]] = {
    "speak": Both("I was tired, and I wished for company.", "I was worried, and I needed quiet."),
    "tell_impact": Both("I was alone, and I was sad.", "I was hurt, and I felt small."),
}
# What a listener gives back, by what was said to them.
BACK: Final[dict[str, str]] = {
    WORDS[c.Speak].a[0]: "You cleared the table alone and were tired, and you would like us to do it together.",
    WORDS[c.Speak].a[1]: "It was quiet, you felt lonely, and you wished that I would come in.",
    WORDS[c.Speak].b[0]: "You were worried about work on Sunday, and you need half an hour first.",
    WORDS[c.Speak].b[1]: "You heard the plates, felt guilty, and did not know how to come back.",
    WORDS[c.TellImpact].a[0]: "You felt left alone because I did not call.",
    WORDS[c.TellImpact].b[0]: "You felt small because I laughed about it.",
    SMALLER["speak"].a: "You were tired, and you wished for company.",
    SMALLER["speak"].b: "You were worried, and you needed quiet.",
    SMALLER["tell_impact"].a: "You were alone, and you were sad.",
    SMALLER["tell_impact"].b: "You were hurt, and you felt small.",
}
AGAIN: Final = "Let me try again."
# An answer that its author keeps.
KEPT: Final = Both("This one stays with me, the first.", "This one stays with me, the other.")
MISSING: Final = Both("There is more to it than that.", "That is not all of it yet.")
SIGN: Final = Both("I notice that I want to make a joke", "I notice that it is getting late")
ACT: Final = Both("I will ask first whether it is a good moment", "I will send one line before eight")
AGREEMENT: Final = "We clear the table together on Sundays."
OBSERVABLE: Final = "The table is clear before nine."
LINE: Final = "We say when we will be late."
