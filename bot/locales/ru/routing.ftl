# Маршруты: кто отвечает за клиента, кто на месте, кому и где приходят сообщения
routing-nobody = никто
routing-general = общая группа
routing-only-admin = Это может администратор или руководитель.
routing-not-staff = Это не сотрудник: роль дают в группе сотрудников или командой proofdesk staff add.
routing-no-such-team = Такой команды нет. Новая команда: /team add network Сети
routing-no-such-agent = Сотрудника { $handle } нет. Ответьте командой на его сообщение.
routing-too-many-teams = Команд уже столько, сколько может быть.
routing-team-how =
    Новая команда: /team add network Сети
    Эта группа для команды: /team here network (для всех: /team here none)
    Клиент для команды: /team ROM network
routing-team-set = Команда { $team }: { $title }
routing-team-here = Эта группа теперь для команды { $team }.
routing-team-here-none = Эта группа теперь для всех.
routing-team-line = { $team } · { $title } · групп: { $count }
routing-team-line-here = { $team } · { $title } · групп: { $count } · здесь
routing-route-how =
    Кто отвечает за клиента: /route ROM team=network responsible=@olga deputy=@peter (- значит «никто»).
    Или ответом на сообщение сотрудника: /responsible ROM, /deputy ROM.
routing-route =
    { $code }
    Команда: { $team }
    Ответственный: { $responsible }
    Заместитель: { $deputy }
routing-duty-how = Кто дежурит: ответьте /duty на сообщение сотрудника или /duty network @olga до 25.11 09:00. Снять: /duty -
routing-duty = Дежурство ({ $team }): { $name }, до { $until }
routing-date-how = До какого времени? Например: /away until 25.11, /away до 25.11 18:00, /away 18:00
routing-back = С возвращением: заявки снова приходят вам.
routing-private = Сообщения по вашим заявкам теперь приходят сюда. Отвечайте на них здесь же. Обратно в группу: /group
routing-private-by-start =
    Сообщения по вашим заявкам теперь приходят в личный чат с ботом. Если вы ещё не открывали его, нажмите Start:
    { $link }
    Обратно в группу: /group
routing-group = Сообщения по вашим заявкам теперь приходят в группу сотрудников. В личный чат: /private
routing-hand-over-how = Кому передать все ваши заявки? Ответьте /handover на сообщение коллеги или напишите /handover @olga и комментарий.
routing-hand-over-to = На месте: { $names }
routing-nothing-to-hand-over = У вас нет открытых заявок.
routing-is-away = { $name } отсутствует: передайте заявки кому-то другому.
routing-handed-over =
    { $count ->
        [one] Передана { $count } заявка. Исполнитель: { $name }
        [few] Переданы { $count } заявки. Исполнитель: { $name }
       *[many] Передано { $count } заявок. Исполнитель: { $name }
    }
routing-more-left =
    { $count ->
        [one] Осталась ещё { $count } заявка: повторите команду.
        [few] Остались ещё { $count } заявки: повторите команду.
       *[many] Осталось ещё { $count } заявок: повторите команду.
    }
handed-over-title =
    { $count ->
        [one] 🤝 { $to }: передана { $count } заявка. От кого: { $from }
        [few] 🤝 { $to }: переданы { $count } заявки. От кого: { $from }
       *[many] 🤝 { $to }: передано { $count } заявок. От кого: { $from }
    }
handed-over-note = Комментарий: { $text }
card-called = Отвечает: { $name }
alarm-private-refused = Бот не может написать в личный чат: { $name }. Сообщения по заявкам снова идут в группу. Откройте чат с ботом и отправьте ему /private.
