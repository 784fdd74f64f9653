"""What the load says: eight turns in words of their own, so that nothing that remembers a text flatters the figures.

All of it passes the coach, as most of what people say does; about two hundred characters each.
"""

from __future__ import annotations

from typing import Final

# What one says, how the other says it back, and what the other finds understandable in it.
_WORDS: Final = """
I felt alone on Sunday evening when the phone stayed on the table while we ate. I had looked forward to telling about
the week, and I noticed that I went quiet and took my plate away.

You felt alone on Sunday evening, when the phone stayed on the table. You had looked forward to telling me about your
week, and then you went quiet and took your plate out to the kitchen.

It makes sense to me that you felt alone: you had waited the whole week for that evening, and then the phone took the
place where I could have listened to you.

I was worried on Tuesday when it got late and I had no message. I sat at the window until ten, I called my sister, and
I imagined an accident on the road. I need to know by seven if plans change.

You were worried on Tuesday because it got late and there was no message. You sat at the window, you called your
sister, and you imagined an accident. By seven you would like to know.

I can see why you were worried: it was dark, the road was wet that night, and nobody had told you that the meeting in
town would take until ten.

I felt overwhelmed this month with the house. I did the laundry, the shopping and the school letters in the same three
days, and by Friday I was so tired that I cried in the car before I came in.

You felt overwhelmed this month. You did the laundry, the shopping and the letters from school within three days, and
on Friday you were so tired that you cried in the car.

That sounds like a great deal for three days. I understand that you were tired, and that crying in the car was the
first quiet moment that you had all week.

I was sad after the visit to my parents. My mother asked about work three times, I looked over for some support, and I
saw that the others were in the garden. I would like a sign to call for help there.

You were sad after we visited your parents. Your mother asked about work again and again, you looked for support, and
we were in the garden. You would like to have a sign for such moments.

I understand that it hurt: these questions are hard for you since the spring, and the one person who knows about it
stood outside by the apple trees.

I felt tense when I opened the letter from the bank. The sum was larger than I thought, and I was ashamed that I had
put it aside for two weeks. I want to sit down with the numbers on Saturday morning.

You felt tense about the letter from the bank, because the sum was larger than you had thought, and you were ashamed
that it lay there for two weeks. On Saturday you want to look at it.

It makes sense that you put it aside: money was a heavy theme at your home, and a letter like that would have kept me
awake too.

I was disappointed on our anniversary. I had booked the small place by the river in May, and when the shift came in
between I said it was fine. It was not fine for me, and I missed our evening.

You were disappointed on our anniversary. You had booked the place by the river long ago, and then the shift came. You
said that it was fine, and inside you missed our evening together.

I can understand that: you had planned it for months, and saying that it was fine must have been lonely when you had
wished for this one evening so much.

I felt left out when the school called and I heard about the test only in the evening. I am at home by four, and I
would have liked to comfort her. I need a short message when something like this happens.

You felt left out because you heard about the call from school only in the evening. You would have liked to comfort
her, and you need a short message when something like that happens.

I see why you felt left out. You were at home that afternoon, you know how she worries about numbers, and the comfort
would have been good for both of you.

I was glad about the walk yesterday, and I also felt a sting when we came to the old house. I remembered the winter of
the move, how cold it was, and that I did not ask for any help at that time.

You were glad about our walk, and you felt a sting by the old house. You remembered the cold winter of the move, and
that you did not ask anybody for help in those weeks.

It makes sense that the house brought it back. That winter was long and cold, you carried a lot of it alone, and such
a place keeps all of it for us.
"""
_PARTS: Final = [" ".join(part.split()) for part in _WORDS.split("\n\n")]
_TALKS: Final = list(zip(*(_PARTS[place::3] for place in range(3)), strict=True))


def _turn(said: str, back: str, understood: str) -> tuple[tuple[int, str, str], ...]:
    """Five commands, all seen by the partner; the speaker keeps the floor, so turns can follow each other for ever."""
    return (
        (0, "speak", f'{{"text":"{said}"}}'),
        (1, "reflect", f'{{"text":"{back}"}}'),
        (0, "confirm", '{"verdict":"accurate"}'),
        (1, "validate", f'{{"text":"{understood}"}}'),
        (0, "landed", '{"yes":true}'),
    )


TURNS: Final = tuple(command for talk in _TALKS for command in _turn(*talk))
TURN: Final = TURNS[: len(TURNS) // len(_TALKS)]
