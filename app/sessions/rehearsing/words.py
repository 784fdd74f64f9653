"""What the invented partners say. One plain sentence each, so that it fits every limit that a template may set."""

from __future__ import annotations

from typing import Final

from app.sessions.protocol import commands as c
from app.sessions.protocol.sides import Both

# Not about anybody, and the same whatever a template asks: a rehearsal shows the order of a talk, not its worth.
PURPOSE: Final = Both("How we can both rest on Sunday evenings.", "What Sunday evenings are for.")

WORDS: Final[dict[type[c.Command], Both[str]]] = {
    c.Speak: Both(
        "On Sunday I cleared the table alone, and I felt tired and would like us to do it together.",
        "On Sunday I was worried about work, and I need half an hour before I can be with you.",
    ),
    c.Reflect: Both(
        "You were worried about work on Sunday, and you need half an hour first.",
        "You cleared the table alone and were tired, and you would like us to do it together.",
    ),
    c.Clarify: Both("Do you mean every Sunday, or this one?", "Do you mean right after dinner, or later?"),
    c.Answer: Both("This one, above all.", "Later is fine with me."),
    c.Validate: Both("That makes sense to me, with the week you had.", "That makes sense to me, as you cooked, too."),
    c.Appreciate: Both("Thank you for sitting down with me.", "Thank you for saying it so calmly."),
    c.Learn: Both("I understood that worry can look like silence.", "I understood that help means company to you."),
    c.TellImpact: Both("I felt left alone when you did not call.", "I felt small when you laughed about it."),
    c.Own: Both("I laughed about it, and I should not have.", "I did not call, though I had said I would."),
    c.Apologise: Both(
        "I am sorry that I laughed, and I would like to tell them so myself.",
        "I am sorry that I did not call, and I would like to make up for that evening.",
    ),
    c.AnswerPrompt: Both("I would like one quiet evening a week.", "I would like to laugh together more often."),
}
# An answer that its author keeps.
KEPT: Final = Both("This one stays with me, the first.", "This one stays with me, the other.")
MISSING: Final = Both("It is not only about the table.", "It is not only about work.")
SIGN: Final = Both("I notice that I want to make a joke", "I notice that it is getting late")
ACT: Final = Both("I will ask first whether it is a good moment", "I will send one line before eight")
AGREEMENT: Final = "We clear the table together on Sundays."
OBSERVABLE: Final = "The table is clear before nine."
LINE: Final = "We say when we will be late."
