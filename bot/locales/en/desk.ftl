# Among staff: what a colleague did to somebody's ticket
by-colleague-dropped = → { $name }: ticket { $number } is no longer yours, nobody has it · Done by { $by }
by-colleague-held = → { $name }: your ticket { $number } is on hold: { $reason } · Done by { $by }
by-colleague-held-bare = → { $name }: your ticket { $number } is on hold · Done by { $by }
hint-hold-without-reason = Add the reason: it says what the work waits for. For example: /hold { $number } waiting for a part. If the client asks to wait: /hold { $number } client asked until Wednesday. If others must act first: /hold { $number } third waiting for the provider. The ticket stays as it was.
not-held = { $number } is not on hold: there is nothing to resume.

# Absence: who stands in, and what stays yours
away = You are noted as away.
away-until = You are noted as away until { $until }.
away-instead = Instead of you: { $names }
away-instead-of-team = Instead of you ({ $team }): { $names }
away-nobody = nobody
away-nobody-of-some = for some clients nobody
away-how = An admin or a manager names the deputy and whoever is on duty: /deputy, /duty
away-tickets =
    { $count ->
        [0] You have no open tickets.
        [one] { $count } open ticket stays yours. To hand it over: /handover
       *[other] { $count } open tickets stay yours. To hand them over: /handover
    }
away-back = When you return: /back
away-earlier = If you return earlier: /back

# Handing over everything: the note
prompt-hand-over = { $name }, what should go along with the tickets to { $to }? Reply to this message: only staff see the note
