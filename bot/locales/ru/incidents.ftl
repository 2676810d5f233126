# Массовые сбои и плановые работы

# Что видят клиенты
announcement-outage = Массовый сбой
announcement-planned = Плановые работы
announcement-outage-over = Массовый сбой устранён
announcement-planned-over = Плановые работы завершены
announcement-tickets = Заявки: { $numbers }
announcement-tickets-done = Выполнены заявки: { $numbers }. Если что-то не работает, нажмите «Не решено».
announcement-tickets-done-many = Выполнены заявки: { $numbers }. Если что-то не работает, нажмите «Не решено», а если кнопки для заявки нет, напишите её номер: /reopen { $example }
announcement-confirm = { $number }: да, закрыть
announcement-not-solved = { $number }: не решено

# Что видят сотрудники
incident-outage = Массовый сбой № { $number }
incident-planned = Плановые работы № { $number }
incident-window = С { $from } до { $until }
incident-none = Открытых массовых сбоев и плановых работ нет. Объявить сбой: /incident и что случилось.
incident-unknown = Массового сбоя № { $number } нет. Список: /incident
incident-gone = Такого массового сбоя нет. Список: /incident
incident-over = Завершено
incident-told-nobody = Клиентам ничего не отправлено.
incident-stage-goes-on = Продолжается
incident-stage-planned = Ещё не начались
incident-stage-running = Идут сейчас
incident-stage-time-is-up = Время работ прошло, завершение не отправлено
incident-stage-over = Завершены
incident-stage-withdrawn = Отменены
incident-no-ticket = Заявки «{ $word }» нет. Номера пишутся так: /incident 7 ROM-57 ACM-12
incident-what-next =
    Добавить заявки: /incident { $number } и номера, убрать: номер с минусом.
    Сообщить клиентам: /announce { $number } и текст. Завершить: /finish { $number } и текст.
incident-to-linked =
    { $count ->
        [one] { $count } группе с заявками
       *[other] { $count } группам с заявками
    }
incident-to-all =
    { $count ->
        [one] Всем: { $count } группа
        [few] Всем: { $count } группы
       *[many] Всем: { $count } групп
    }
incident-to-chosen =
    { $count ->
        [one] Отправить: { $count } группа
        [few] Отправить: { $count } группы
       *[many] Отправить: { $count } групп
    }
incident-keep-quiet = Не отправлять
incident-announce-how = Напишите номер и текст: /announce 7 Работаем над восстановлением связи. Только для некоторых клиентов: /announce 7 ROM, ACM: текст
incident-finish-how = Напишите номер и что сделано: /finish 7 Связь восстановлена
incident-finish-told = Клиенты знают о № { $number }. Напишите, что сделано: /finish { $number } Связь восстановлена
incident-finish-linked = К № { $number } привязаны заявки: с завершением они будут отмечены выполненными. Напишите, что сделано: /finish { $number } Связь восстановлена
incident-planned-how = Напишите день, время и текст: /planned 25.11 22:00-23:30 Замена оборудования, возможны перерывы связи
incident-only-staff = Это доступно только сотрудникам.
incident-without-words = Напишите, что случилось: /incident Нет связи с сервером
incident-nobody = Некому отправлять: ни одна группа не подходит. Добавьте заявки: /incident 7 ROM-57
incident-too-many = Слишком много заявок или групп для одного сбоя.
incident-linked-meanwhile = Заявки как раз добавляли. Попробуйте ещё раз.
toast-announced =
    { $count ->
        [one] Отправляем в { $count } группу
        [few] Отправляем в { $count } группы
       *[many] Отправляем в { $count } групп
    }
toast-already-announced = Это объявление уже отправлено.
toast-incident-over = Уже завершено, объявление не отправлено.
toast-kept-quiet = Не отправлено
notice-announcement = объявление

# На карточке заявки
button-incident = Инцидент
button-incident-in = № { $number }: { $title }
button-incident-out = Убрать из № { $number }: { $title }
button-incident-new = Новый сбой по этой заявке
incident-title-of = По заявке { $number }
toast-incident-which = Что общего у этой заявки с другими?
toast-incident-linked = Добавлена в № { $number }
toast-incident-linked-already = Уже добавлена в № { $number }
toast-incident-unlinked = Убрана из № { $number }
toast-incident-opened = Объявлен массовый сбой № { $number }. Сообщить клиентам: /announce { $number } и текст
toast-incident-ended = № { $number } уже завершён
