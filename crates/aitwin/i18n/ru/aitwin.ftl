help = AI Twin: цифровой двойник отвечает за вас в Telegram так, как пишете вы
help-after =
    Начните отсюда:
      aitwin demo                       выдуманный владелец, восемь собеседников и свой Telegram:
                                        не нужны ни аккаунт, ни ключ, ни сеть
    Со своим аккаунтом:
      1. В Telegram Desktop: Настройки → Продвинутые → Экспорт данных, формат JSON.
      2. aitwin import result.json      учится писать, как вы
      3. aitwin serve                   откройте напечатанный адрес и подключите аккаунт

    Настройки берутся из флагов, затем из переменных AITWIN_…, затем из файла --config (TOML).
    Коды выхода: 0 готово, 1 не вышло, 2 неверный вызов.
help-lang = Язык сообщений; если не указан, язык системы
help-config = Файл с настройками (TOML)

help-demo = Попробовать: выдуманный владелец, восемь собеседников, всё в одном процессе
help-demo-http = Адрес страниц
help-demo-sandbox-listen = Адрес песочницы для клиентов Telegram
help-demo-sandbox-control = Адрес управления песочницей
help-demo-data = Папка, где демо всё хранит; удалите её, чтобы начать заново
help-demo-pace = Как быстро отвечает двойник

help-serve = Запустить сервер
help-serve-http = Адрес страниц [по умолчанию: 127.0.0.1:8080]
help-serve-data = Папка базы данных и мастер-ключа [по умолчанию: data]
help-serve-database-url = PostgreSQL вместо файла SQLite: postgres://user:password@host/database
help-serve-pace = Как быстро отвечает двойник [по умолчанию: human]

help-sandbox = Запустить свой маленький Telegram для проверки клиентов
help-sandbox-listen = Адрес для клиентов Telegram
help-sandbox-control = Адрес управления, Bot API и страницы телефонов
help-sandbox-data = Папка, где песочница хранит ключ, аккаунты и сообщения

help-import = Научиться на экспорте из Telegram Desktop (result.json)
help-import-file = Экспорт: result.json всего аккаунта или одного чата
help-import-owner = Ваш id пользователя в Telegram; нужен только для экспорта одного чата
help-import-data = Папка базы данных и мастер-ключа [по умолчанию: data]
help-import-database-url = PostgreSQL вместо файла SQLite: postgres://user:password@host/database

help-accounts = Показать известные аккаунты
help-accounts-data = Папка базы данных и мастер-ключа [по умолчанию: data]
help-accounts-database-url = PostgreSQL вместо файла SQLite: postgres://user:password@host/database

serve-open = open http://{ $address }/
serve-no-api-id =
    Не задан api_id Telegram, поэтому подключить аккаунт пока нельзя. Получите его на
    https://my.telegram.org → API development tools и задайте AITWIN_TELEGRAM__API_ID и
    AITWIN_TELEGRAM__API_HASH либо api_id и api_hash в разделе [telegram] файла --config.

sandbox-open =
    listening on { $address }
    control on http://{ $control }
    phones on http://{ $control }/phone/
    public key { $key }

demo-sandbox = sandbox  { $address }  control http://{ $control }
demo-learnt = { $owner }: выучено { $messages ->
    [one] { $messages } сообщение
    [few] { $messages } сообщения
   *[many] { $messages } сообщений
}, собеседников: { $contacts }
demo-open = open http://{ $address }/

import-done = Прочитано { $messages ->
    [one] { $messages } сообщение
    [few] { $messages } сообщения
   *[many] { $messages } сообщений
} в { $chats ->
    [one] { $chats } чате
   *[many] { $chats } чатах
}, новых: { $new }.
import-nothing-to-learn = Среди сообщений нет ваших, учиться не на чем. Если это экспорт одного чата, проверьте --owner.
import-broken = Пропущено, потому что не прочиталось: { $count }.
import-unknown = Пропущено, потому что вид неизвестен: { $kind }, { $count }.

accounts-none = Аккаунтов пока нет. Загрузите экспорт (aitwin import result.json) или подключите аккаунт на страницах aitwin serve.
accounts-offline = не подключён
accounts-active = подключён
accounts-logged-out = Telegram завершил сеанс
accounts-line = { $id }  { $name }  пользователь { $user }  { $state }  сообщений: { $messages }

trouble-line = aitwin: { $what }
trouble-data-folder = Папку { $path } не удаётся создать или открыть для записи: { $reason }. Укажите другую через --data или поправьте права.
trouble-file = Файл { $path } не читается: { $reason }.
trouble-port-in-use = Адрес { $address } занят. Может быть, уже запущен другой aitwin? Остановите его или выберите другой адрес: { $flag }.
trouble-already-running = С папкой { $path } уже работает другой aitwin: Telegram завершает сеанс аккаунта, которым пользуются дважды сразу. Остановите его или укажите другую папку через --data.
trouble-not-loopback = Входа с паролем у страниц пока нет, поэтому они доступны только на этом компьютере, а { $address } виден и снаружи. Возьмите 127.0.0.1; с другого компьютера подключайтесь через ssh -L 8080:127.0.0.1:8080 HOST или обратный прокси с паролем.
trouble-listen = Не удаётся занять адрес { $address }: { $reason }. Выберите другой: { $flag }.
trouble-config = Ошибка в настройках: { $reason }.
trouble-public-key = Открытый ключ telegram.custom_dc — не ключ RSA в виде PEM (PKCS#1): { $reason }. Песочница пишет его в public.pem своей папки данных.

trouble-db-address = Адрес базы данных — не файл и не postgres://user:password@host/database.
trouble-db-open = Базу данных { $database } не удаётся открыть: { $reason }. Проверьте, что в папку можно писать, а сервер PostgreSQL работает и пускает этого пользователя.
trouble-db-newer = Базу данных записала более новая версия aitwin (схема { $found }, эта программа знает { $known }). Ничего не изменено. Поставьте новую версию или укажите другую папку через --data.
trouble-db = Ошибка базы данных: { $reason }.
trouble-key-wrong = Мастер-ключ не от этой базы данных. Ничего не изменено. Верните файл master.key, с которым она создана, или задайте его содержимое в AITWIN_MASTER_KEY.
trouble-key-missing = База данных на месте, а её мастер-ключа { $path } нет. Верните файл, с которым она создана, или задайте его содержимое в AITWIN_MASTER_KEY.
trouble-key-exposed = Файл мастер-ключа { $path } открыт другим. Закройте его: chmod 600 { $path }
trouble-key-file = Файл мастер-ключа { $path } не читается или не создаётся: { $reason }.
trouble-key-invalid = Это не мастер-ключ: нужны 64 шестнадцатеричные цифры, как в файле master.key.
trouble-sealed = Сохранённый секрет ({ $place }) изменён и не открывается. Восстановите базу из копии или подключите аккаунт заново.

trouble-export-empty = Файл пуст. Сделайте экспорт заново в Telegram Desktop (Настройки → Продвинутые → Экспорт данных, формат JSON) и дождитесь его конца.
trouble-export-truncated = Файл обрывается на строке { $line }. Сообщения до неё сохранены: { $read }. Выгрузите или скопируйте файл заново и загрузите: добавится только недостающее.
trouble-export-not-json = Файл — не JSON (строка { $line }: { $reason }). Выберите в Telegram Desktop формат «Машиночитаемый JSON» и загрузите его result.json.
trouble-export-not-an-export = Это JSON, но не экспорт Telegram: { $found }. Загрузите result.json, который пишет Telegram Desktop (Настройки → Продвинутые → Экспорт данных, формат JSON).
trouble-export-owner = В этом экспорте не сказано, чей он. Укажите, кто из авторов вы, через --owner ID:
trouble-export-owner-line = {"  "}--owner { $id }   { $name }, сообщений: { $messages }
trouble-export-nothing = В этом экспорте нет сообщений его владельца, учиться не на чем. Если указали --owner, проверьте id: ваш записан в файле как personal_information.user_id.

trouble-row = { $path }, строка { $line }: { $fault }
trouble-row-json = здесь должен быть JSON-объект другого вида ({ $reason }).
trouble-row-nothing = отвечать не на что: последнее из `messages` должно быть среди `answer_to`.
trouble-row-again = id { $id } уже стоит на строке выше; у каждого контекста должен быть свой.

trouble-sandbox-state = Не удалось прочитать сохранённое состояние песочницы в { $path }: { $reason }. Укажите другую папку через --data; старую удаляйте, только если в ней ненужная песочница.
trouble-sandbox-loopback = Песочница открыта каждому, кто до неё дойдёт, поэтому слушает только свой компьютер: { $address } не такой адрес. Возьмите 127.0.0.1.
trouble-sandbox-foreign = В папке { $path } лежат чужие файлы, а не песочница; в ней ничего не изменено. Укажите новую папку через --data.
trouble-sandbox-in-use = Папка { $path } занята другой песочницей. Остановите её или укажите другую папку через --data.
