# A command that changes nothing
already-yours = { $number } is yours already.
already-nobodys = Nobody has { $number }: there is nobody to take it from.
already-cancelled = { $number } is cancelled already.
already-open = { $number } is open: there is nothing to reopen.
