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

# What is wrong in a command
routing-no-such-client = There is no client “{ $word }”. It takes the code that stands in the client’s ticket numbers, such as ROM: /team ROM network
routing-bad-team = “{ $word }” cannot be a team’s code: only a-z, 0-9, “_”, “-” and a full stop. For example: /team add network Networks
routing-team-without-title = Add the team’s title: /team add { $word } Networks
routing-team-unread = This means nothing to me: “{ $word }”.
routing-route-unread = This means nothing to me: “{ $word }”. There are team=, responsible= and deputy=.
digest-now = Now: in the morning { $morning }, in the evening { $evening } (support time).
digest-how = To change it: /digest 9:00 18:00. Without one of them: /digest off 18:00. Neither: /digest off. Both at the usual times: /digest on
digest-no-time = “{ $word }” is no time of the day. It takes 0:00 to 23:59, for example: /digest 9:00 18:00
digest-two-times = It takes two times, of the morning and of the evening, for example: /digest 9:00 18:00. Without one of them: /digest off 18:00
