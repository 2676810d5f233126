# Между сотрудниками: что коллега сделал с чужой заявкой
by-colleague-dropped = → { $name }: заявка { $number } больше не за вами, исполнителя нет · Кто изменил: { $by }
by-colleague-held = → { $name }: ваша заявка { $number } приостановлена: { $reason } · Кто изменил: { $by }
by-colleague-held-bare = → { $name }: ваша заявка { $number } приостановлена · Кто изменил: { $by }
hint-hold-without-reason = Напишите причину: по ней видно, чего ждёт работа. Например: /hold { $number } ждём деталь. Если ждать просит клиент: /hold { $number } client просили до среды. Если дело за другими: /hold { $number } third ждём провайдера. Заявка осталась как была.
not-held = Заявка { $number } не приостановлена: возобновлять нечего.

# Отсутствие: кто вместо вас, и что остаётся за вами
away = Отсутствие отмечено.
away-until = Отсутствие отмечено до { $until }.
away-instead = Вместо вас: { $names }
away-instead-of-team = Вместо вас ({ $team }): { $names }
away-nobody = никто
away-nobody-of-some = для части клиентов никто
away-how = Заместителя и дежурного назначает администратор или руководитель: /deputy, /duty
away-tickets =
    { $count ->
        [0] Открытых заявок за вами нет.
        [one] За вами остаётся { $count } открытая заявка. Передать: /handover
        [few] За вами остаются { $count } открытые заявки. Передать: /handover
       *[many] За вами остаётся { $count } открытых заявок. Передать: /handover
    }
away-back = Вернётесь: /back
away-earlier = Вернётесь раньше: /back

# Передача всех заявок: комментарий
prompt-hand-over = { $name }, что передать вместе с заявками? Исполнителем станет { $to }. Ответьте на это сообщение: комментарий увидят только сотрудники

# Что не так в команде
routing-no-such-client = Клиента «{ $word }» нет. Нужен код клиента, он стоит в номерах его заявок, например ROM: /team ROM network
routing-bad-team = «{ $word }» не подходит как код команды: можно только a-z, 0-9, «_», «-» и точку. Например: /team add network Сети
routing-team-without-title = Добавьте название команды: /team add { $word } Сети
routing-team-unread = Не удалось понять: «{ $word }».
routing-route-unread = Не удалось понять: «{ $word }». Можно team=, responsible= и deputy=.
digest-now = Сейчас: утром { $morning }, вечером { $evening } (время поддержки).
digest-how = Изменить: /digest 9:00 18:00. Без одной из сводок: /digest off 18:00. Выключить обе: /digest off. Включить в обычное время: /digest on
digest-no-time = «{ $word }» не время суток. Нужно от 0:00 до 23:59, например: /digest 9:00 18:00
digest-two-times = Нужны два времени, утром и вечером, например: /digest 9:00 18:00. Без одной из сводок: /digest off 18:00
