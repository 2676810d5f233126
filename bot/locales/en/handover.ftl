# Handing over everything that somebody has, also of those who have left
button-hand-all = Hand the tickets over
button-hand-all-now = Without a note: { $name }
handover-away = Away now. Nothing was handed over: choose somebody else
handover-no-staff = No longer one of staff. Nothing was handed over: choose somebody else
handover-nothing = There are no open tickets to hand over
handover-sure = All open tickets go over at once. Reply to my message with a note, or press “Without a note”
handover-no-such = { $handle }: there is no such agent, and nobody of that name has open tickets.
handed-over-by = Handed over by { $name }
handover-note-too-late = This question is over, and nothing was handed over. To hand tickets over: /handover
