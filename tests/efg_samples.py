"""Files as somebody else may write them: legal, and each odd in its own way; and some that are refused."""

LEGAL = {
    "fractions": r"""EFG 2 R "chance 1/3 and decimals" { "A" "B" }
c "" 1 "nature" { "l" 1/3 "m" 0.25 "r" 5/12 } 0
p "" 1 1 "h" { "U" "D" } 0
t "" 1 "" { 3, 0 }
t "" 2 "" { 0, 1 }
p "" 1 1 "h" { "U" "D" } 0
t "" 3 "" { 0.5, -1e0 }
t "" 4 "" { 1, 2 }
p "" 2 1 "g" { "x" "y" "z" } 0
t "" 5 "" { 1, 1 }
t "" 6 "" { 2, 1 }
t "" 7 "" { 0, 0 }""",
    "outcomes": r"""EFG 2 R "outcomes on the way \"add\" up" { "A \"the\" first" "B" }
p "" 1 1 "h" { "in" "out" } 1 "fee" { -1, 0.5 }
p "" 2 1 "g" { "acc" "rej" } 2 "gift" { 2, -1 }
t "" 3 "done" { 1, 3 }
t "" 0
t "" 4 "" { 0, 0 }""",
    "repeated_numbers": r"""EFG 2 R "set numbers repeat across players" { "A" "B" "C" }
p "" 1 1 { "l" "r" } 0
p "" 2 1 { "l" "r" } 0
p "" 3 1 { "l" "r" } 0
t "" 1 { 1 1 1 }
t "" 2 { 0 0 2 }
p "" 3 1 0
t "" 3 { 2 0 1 }
t "" 4 { 0 1 1 }
p "" 2 1 0
p "" 3 2 { "l" "r" } 0
t "" 5 { 3 0 0 }
t "" 6 { 0 3 0 }
p "" 3 2 0
t "" 7 { 1 2 3 }
t "" 8 { 0 0 0 }""",
    "one_node": r"""EFG 2 R "nothing to do" { "A" "B" }
t "" 1 "end" { 1/2 -7 }""",
    "zero_subgame": r"""EFG 2 R "zero" { "A" "B" }
c "" 1 "" { "never" 0 "always" 1 } 0
p "" 1 1 "a" { "l" "r" } 0
p "" 2 1 "b" { "x" "y" } 0
t "" 1 "" { 1 1 }
t "" 2 "" { 0 0 }
p "" 2 1 "b" { "x" "y" } 0
t "" 3 "" { 0 0 }
t "" 4 "" { 2 2 }
p "" 1 2 "c" { "l" "r" } 0
t "" 5 "" { 3 1 }
t "" 6 "" { 1 3 }""",
    "zero_mixed": r"""EFG 2 R "zero mixed" { "A" "B" }
c "" 1 "" { "never" 0 "h" 1/2 "l" 1/2 } 0
p "" 1 1 "a" { "L" "R" } 0
t "" 1 "" { 9 1 }
t "" 2 "" { 0 0 }
p "" 1 1 "a" { "L" "R" } 0
t "" 3 "" { 0 0 }
p "" 2 1 "b" { "x" "y" } 0
t "" 4 "" { 2 2 }
t "" 5 "" { 0 1 }
p "" 1 1 "a" { "L" "R" } 0
t "" 6 "" { 1 0 }
p "" 2 1 "b" { "x" "y" } 0
t "" 7 "" { 1 0 }
t "" 8 "" { 0 4 }""",
    "idle_player": r"""EFG 2 R "C never moves" { "A" "B" "C" }
p "" 1 1 "a" { "L" "R" } 0
p "" 2 1 "b" { "x" "y" } 0
t "" 1 "" { 1 1 5 }
t "" 2 "" { 0 0 6 }
p "" 2 1 "b" { "x" "y" } 0
t "" 3 "" { 0 0 7 }
t "" 4 "" { 2 2 8 }""",
    "one_action": r"""EFG 2 R "a move without choice" { "A" "B" }
p "" 1 1 "a" { "go" } 0
c "" 1 "" { "x" 1 } 0
p "" 2 1 "b" { "y" } 0
t "" 1 "" { 1e-3 -2.5E+1 }""",
    "three_players": r"""EFG 2 R "three" { "A" "B" "C" }
p "" 1 1 "a" { "0" "1" } 0
p "" 2 1 "b" { "0" "1" } 0
p "" 3 1 "c" { "0" "1" } 0
t "" 1 "" { 1 1 1 }
t "" 2 "" { 1 0 0 }
p "" 3 1 "c" { "0" "1" } 0
t "" 3 "" { 0 0 1 }
t "" 4 "" { -1 0 0 }
p "" 2 1 "b" { "0" "1" } 0
p "" 3 1 "c" { "0" "1" } 0
t "" 5 "" { 0 1 0 }
t "" 6 "" { 0 -1 0 }
p "" 3 1 "c" { "0" "1" } 0
t "" 7 "" { 0 0 -1 }
t "" 8 "" { 0 0 0 }""",
}

REFUSED = {
    "recall": (
        r"""EFG 2 R "forgets" { "A" "B" }
p "" 1 1 "h" { "l" "r" } 0
p "" 1 2 "k" { "x" "y" } 0
t "" 1 "" { 1 0 }
t "" 2 "" { 0 1 }
p "" 1 2 "k" { "x" "y" } 0
t "" 3 "" { 0 1 }
t "" 4 "" { 1 0 }""",
        "forget|imperfect recall",
    ),
    "absent": (
        r"""EFG 2 R "driver" { "A" }
p "" 1 1 "road" { "exit" "on" } 0
t "" 1 "" { 0 }
p "" 1 1 "road" { "exit" "on" } 0
t "" 2 "" { 4 }
t "" 3 "" { 1 }""",
        "met twice",
    ),
    "labels_differ": (
        r"""EFG 2 R "labels differ" { "A" "B" }
p "" 1 1 "a" { "L" "R" } 0
p "" 2 1 "b" { "x" "y" } 0
t "" 1 "" { 1 1 }
t "" 2 "" { 0 0 }
p "" 2 1 "b" { "x" "z" } 0
t "" 3 "" { 0 0 }
t "" 4 "" { 2 2 }""",
        "another action",
    ),
}


def forty_leaves():
    """Four types, two messages, five responses: payoffs from a fixed congruence."""
    lines = ['EFG 2 R "forty leaves" { "S" "R" }', 'c "" 1 "type" { "1" 1/4 "2" 1/4 "3" 1/4 "4" 1/4 } 0']
    for t in range(4):
        lines.append(f'p "" 1 {t + 1} "type {t + 1}" {{ "m" "n" }} 0')
        for m in range(2):
            lines.append(f'p "" 2 {m + 1} "after {"mn"[m]}" {{ "a" "b" "c" "d" "e" }} 0')
            lines += [
                f't "" {k + 1} "" {{ {k * 7 % 11}, {k * k % 13} }}' for k in range(10 * t + 5 * m, 10 * t + 5 * m + 5)
            ]
    return "\n".join(lines)


LEGAL["forty_leaves"] = forty_leaves()
