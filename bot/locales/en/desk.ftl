# Among staff: what a colleague did to somebody's ticket
by-colleague-dropped = → { $name }: ticket { $number } is no longer yours, nobody has it · Done by { $by }
by-colleague-held = → { $name }: your ticket { $number } is on hold: { $reason } · Done by { $by }
by-colleague-held-bare = → { $name }: your ticket { $number } is on hold · Done by { $by }
hint-hold-without-reason = Add the reason: it says what the work waits for. For example: /hold { $number } waiting for a part. If the client asks to wait: /hold { $number } client asked until Wednesday. If others must act first: /hold { $number } third waiting for the provider. The ticket stays as it was.
not-held = { $number } is not on hold: there is nothing to resume.
