//! The words of commands, in both languages, in lower case and without “ё”.

use super::Language::{self, En, Ru};

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Status,
    Pause,
    Resume,
    Said,
    Stop,
    Approve,
    Help,
}

/// How the twin is spoken to, and in which language it answers then.
pub(super) const ADDRESS: [(&str, Language); 2] = [("twin", En), ("двойник", Ru)];

/// What may stand before and after a command and says nothing.
pub(super) const POLITE: [&str; 4] = ["please", "пожалуйста", "плиз", "плз"];

/// What may stand before a name.
pub(super) const BEFORE_NAMES: [&str; 9] =
    ["to", "for", "with", "chat", "для", "к", "с", "со", "чат"];

/// With what no name begins, but the length of a pause may.
pub(super) const NO_NAMES: [&str; 19] = [
    "for",
    "until",
    "till",
    "til",
    "half",
    "a",
    "an",
    "на",
    "до",
    "и",
    "and",
    "am",
    "pm",
    "sharp",
    "утра",
    "вечера",
    "дня",
    "ночи",
    "ровно",
];

/// Days that may stand within what asks what was said.
pub(super) const DAYS: [&str; 3] = ["today", "сегодня", "вчера"];

/// What stands in spans of time, and in few names.
pub(super) const OF_TIMES: [&str; 26] = [
    "for",
    "until",
    "till",
    "til",
    "since",
    "ever",
    "last",
    "past",
    "half",
    "today",
    "tomorrow",
    "yesterday",
    "на",
    "до",
    "за",
    "сегодня",
    "завтра",
    "вчера",
    "навсегда",
    "always",
    "forever",
    "hours",
    "days",
    "minutes",
    "часов",
    "дней",
];

/// What is everybody.
pub(super) const ALL: [&str; 5] = ["all", "everything", "everyone", "все", "всем"];

/// How commands begin; of several that fit, the longest counts.
pub(super) const PHRASES: [(&str, Verb); 76] = [
    ("status", Verb::Status),
    ("state", Verb::Status),
    ("how are you", Verb::Status),
    ("статус", Verb::Status),
    ("состояние", Verb::Status),
    ("как дела", Verb::Status),
    ("что нового", Verb::Status),
    ("pause", Verb::Pause),
    ("be quiet", Verb::Pause),
    ("quiet", Verb::Pause),
    ("пауза", Verb::Pause),
    ("паузу", Verb::Pause),
    ("поставь на паузу", Verb::Pause),
    ("встань на паузу", Verb::Pause),
    ("молчи", Verb::Pause),
    ("помолчи", Verb::Pause),
    ("замолчи", Verb::Pause),
    ("отдохни", Verb::Pause),
    ("resume", Verb::Resume),
    ("continue", Verb::Resume),
    ("go on", Verb::Resume),
    ("unpause", Verb::Resume),
    ("продолжай", Verb::Resume),
    ("продолжи", Verb::Resume),
    ("продолжить", Verb::Resume),
    ("сними паузу", Verb::Resume),
    ("сними с паузы", Verb::Resume),
    ("конец паузы", Verb::Resume),
    ("what did you say", Verb::Said),
    ("what did you tell", Verb::Said),
    ("what did you write", Verb::Said),
    ("what did you answer", Verb::Said),
    ("what did you reply", Verb::Said),
    ("what did you send", Verb::Said),
    ("what have you said", Verb::Said),
    ("what have you told", Verb::Said),
    ("what have you written", Verb::Said),
    ("что ты сказал", Verb::Said),
    ("что ты сказала", Verb::Said),
    ("что ты говорил", Verb::Said),
    ("что ты написал", Verb::Said),
    ("что ты написала", Verb::Said),
    ("что ты писал", Verb::Said),
    ("что ты ответил", Verb::Said),
    ("что ты ответила", Verb::Said),
    ("что ты отправил", Verb::Said),
    ("что сказал", Verb::Said),
    ("что говорил", Verb::Said),
    ("что написал", Verb::Said),
    ("что писал", Verb::Said),
    ("что ответил", Verb::Said),
    ("что отправил", Verb::Said),
    ("stop", Verb::Stop),
    ("cancel", Verb::Stop),
    ("do not send", Verb::Stop),
    ("don't send", Verb::Stop),
    ("don’t send", Verb::Stop),
    ("стоп", Verb::Stop),
    ("отмени", Verb::Stop),
    ("отмена", Verb::Stop),
    ("остановись", Verb::Stop),
    ("не отправляй", Verb::Stop),
    ("не посылай", Verb::Stop),
    ("approve", Verb::Approve),
    ("send", Verb::Approve),
    ("ok", Verb::Approve),
    ("отправь", Verb::Approve),
    ("отправляй", Verb::Approve),
    ("пошли", Verb::Approve),
    ("одобряю", Verb::Approve),
    ("ок", Verb::Approve),
    ("help", Verb::Help),
    ("commands", Verb::Help),
    ("помощь", Verb::Help),
    ("команды", Verb::Help),
    ("что ты умеешь", Verb::Help),
];

/// Before what is to be sent instead of a draft.
pub(super) const SAY: [(&str, Language); 6] =
    [("send", En), ("say", En), ("write", En), ("отправь", Ru), ("скажи", Ru), ("напиши", Ru)];

/// What lets a shown reply go.
pub(super) const SEND: [(&str, Option<Language>); 14] = [
    ("ok", Some(En)),
    ("okay", Some(En)),
    ("yes", Some(En)),
    ("send", Some(En)),
    ("send it", Some(En)),
    ("approve", Some(En)),
    ("да", Some(Ru)),
    ("ок", Some(Ru)),
    ("отправь", Some(Ru)),
    ("отправляй", Some(Ru)),
    ("давай", Some(Ru)),
    ("пошли", Some(Ru)),
    ("+", None),
    ("👍", None),
];

/// What stops a shown reply.
pub(super) const STOP: [(&str, Option<Language>); 14] = [
    ("stop", Some(En)),
    ("no", Some(En)),
    ("cancel", Some(En)),
    ("don't send", Some(En)),
    ("don't", Some(En)),
    ("do not send", Some(En)),
    ("нет", Some(Ru)),
    ("стоп", Some(Ru)),
    ("отмена", Some(Ru)),
    ("отмени", Some(Ru)),
    ("не надо", Some(Ru)),
    ("не отправляй", Some(Ru)),
    ("-", None),
    ("👎", None),
];
