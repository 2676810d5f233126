# Слова страниц. Имена людей не склоняются, пол не подразумевается.

board-title = Доска заявок
board-open = { $count ->
    [one] { $count } открытая заявка
    [few] { $count } открытые заявки
   *[many] { $count } открытых заявок
}
board-cut = Показаны не все заявки: их больше, чем помещается на доску. Сузьте отбор.
board-empty = Открытых заявок нет
board-empty-hint = Новая заявка появится здесь сама, как только её зарегистрируют в чате.
board-nothing-matches = Под отбор ничего не подходит
column-empty = Пусто
skip-to-content = К содержанию
all-tickets = ← Все заявки

filter-title = Отбор
filter-client = Клиент
filter-status = Статус
filter-assignee = Исполнитель
filter-all-clients = Все клиенты
filter-all-statuses = Все статусы
filter-all-assignees = Все исполнители
filter-apply = Показать
filter-reset = Сбросить

live-on = Обновляется
live-off = Нет связи, пробуем снова
live-waiting = Подключаемся
position = позиция { $position }
position-none = журнал пуст
language-other = English

status-new = Новая
status-in-progress = В работе
status-waiting-for-client = Ждём клиента
status-on-hold = Приостановлена
status-resolved = Выполнена
status-closed = Закрыта
status-cancelled = Отменена

priority-low = Низкий
priority-normal = Обычный
priority-urgent = Срочно
type-fault = Не работает
type-question = Вопрос
type-access = Доступ

unassigned = Исполнитель не назначен
assignee-is = Исполнитель: { $name }
person-unnamed = имя не сохранено
text-erased = Текст не сохранён
text-none = Без текста
attachment-count = { $count ->
    [one] { $count } вложение
    [few] { $count } вложения
   *[many] { $count } вложений
}
age = Открыта { $span }
waits-for = Ждёт ответа { $span }
waits = Ждёт ответа

span-moments = меньше минуты
span-minutes = { $minutes } мин
span-hours = { $hours } ч
span-hours-minutes = { $hours } ч { $minutes } мин
span-days = { $days } дн.
span-days-hours = { $days } дн. { $hours } ч

ticket-title = Заявка № { $number }
facts-title = Сведения
fact-client = Клиент
fact-requester = Автор
fact-registered-by = Зарегистрировано
fact-assignee = Исполнитель
fact-since = { $name }, с { $at }
fact-priority = Приоритет
fact-type = Тип
fact-type-unknown = Не указан
fact-channel = Способ
fact-reported = Обращение
fact-registered = Регистрация
fact-answered = Первый ответ
fact-answered-not = Пока нет
fact-resolved = Выполнение
fact-closed = Завершение
fact-reopened = Возвраты в работу
fact-source = Исходное сообщение
channel-command = Команда в чате
channel-reply = Ответ на сообщение
channel-button = Кнопка
channel-on-behalf = От имени клиента
channel-api = Программный интерфейс
message-link = сообщение { $message }

conversation-title = Переписка
conversation-empty = Сообщений нет
conversation-partial = Показана часть переписки: события с { $from } по { $to }.
side-client = Клиент
side-staff = Поддержка
side-note = Внутренний комментарий
words-request = Заявка
words-resolution = Что сделано
words-reopening = Что не получилось
words-edited = Изменено { $at }
words-earlier = Было
words-deleted = Удалено из чата
words-undelivered = Не доставлено в группу
words-delivered = Доставлено в группу { $at }
media-photo = Фото
media-document = Документ
media-video = Видео
media-voice = Голосовое сообщение
media-audio = Аудио
media-video-note = Видеосообщение
media-animation = Анимация
media-sticker = Стикер
media-contact = Контакт
media-location = Геопозиция
media-other = Вложение

events-title = События
events-caption = Журнал этой заявки: записи не изменяются и не удаляются
events-occurred = Произошло
events-recorded = Записано
events-what = Событие
events-actor = Кто
events-source = Источник
events-position = Позиция
events-more = Следующие события
actor-reaction = Автоматически
actor-sender = Бот
actor-operator = Администратор сервера

event-registered = Заявка зарегистрирована
event-message-client = Сообщение клиента
event-message-staff = Ответ поддержки
event-message-note = Внутренний комментарий
event-reply-delivered = Ответ доставлен в группу
event-message-edited = Сообщение изменено
event-details-changed = Сведения уточнены
event-reclassified = Тип: { $type }. Приоритет: { $priority }
event-assigned-taken = Взято в работу. Исполнитель: { $name }
event-assigned-given = Передано. Исполнитель: { $name }
event-unassigned = Исполнитель не назначен (до этого: { $name })
event-work-started = В работе
event-waiting-for-client = Задан вопрос клиенту
event-on-hold-why = Приостановлена: { $why }
event-on-hold = Приостановлена
event-resumed-client = Клиент ответил, работа возобновлена
event-resumed-staff = Работа возобновлена
event-resolved = Выполнена
event-confirmed = Клиент подтверждает выполнение
event-reopened = Возвращена в работу
event-closed-confirmed = Закрыта после подтверждения клиента
event-closed-staff = Закрыта поддержкой
event-closed-merged = Закрыта при объединении
event-cancelled = Отменена
event-linked = Связана с № { $number }
event-merged = Объединена с № { $number }
event-rated = Оценка: { $stars } из 5
event-attachment-added = Добавлено вложение
event-evidence-deleted = Сообщение удалено из чата
event-correction = Исправление записи
event-data-erased = Тексты участника удалены
event-resumed-pause-max = Пауза длилась предельное время, работа возобновлена
event-clock-bound = Обещание: политика { $policy }, строка { $row }, календарь { $calendar }, правила времени { $tzdb }
event-retargeted = Обещание изменено: было { $from }, стало { $to } ({ $why })
event-taking-shown = Клиенту сообщено об исполнителе
event-workaround-given = Дано обходное решение
event-threshold-passed = { $clock }: израсходовано { $percent } % времени, срок { $deadline }
event-breached = { $clock }: срок нарушен, истёк { $deadline }
event-escalated = { $clock }: передано на { $level }-й уровень, цепочка { $chain }. Сообщено: { $whom }
event-escalation-exhausted = { $clock }: пройден последний уровень цепочки { $chain }
event-escalation-acknowledged = Эскалация принята: { $name }
event-verdict-corrected = { $clock }: итог исправлен, было «{ $from }», стало «{ $to }» ({ $why })
event-measurement-gap = Период без регистрации: с { $from } по { $to }

problem-back = На доску
problem-request = Номер обращения к серверу: { $id }
problem-not-found = Такой страницы нет
problem-not-found-hint = Проверьте адрес или вернитесь на доску.
problem-ticket-unknown = Такой заявки нет
problem-ticket-unknown-hint = Проверьте номер: заявки с ним в журнале нет.
problem-wrong-method = Этот адрес так не открывается
problem-wrong-method-hint = Откройте страницу обычной ссылкой.
problem-bad-path = Адрес не понят
problem-bad-path-hint = Номер заявки пишется заглавными буквами и цифрами, например ROM-57.
problem-bad-query = Условия отбора не поняты
problem-bad-query-hint = Сбросьте отбор и выберите условия заново.
problem-too-large = Запрос слишком велик
problem-too-large-hint = Уменьшите его и отправьте снова.
problem-foreign = Сюда можно обращаться только с этого компьютера
problem-foreign-hint = Откройте страницу по адресу, который сервер назвал при запуске.
problem-busy = Пока не получается
problem-busy-hint = Повторите через несколько секунд.
problem-internal = Сбой на нашей стороне
problem-internal-hint = Ничего не потеряно. Повторите, а если не поможет, сообщите администратору номер ниже.
problem-