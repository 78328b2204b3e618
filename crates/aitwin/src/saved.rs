//! What the twins write to their owner in Saved Messages: in the language of the command line, and to
//! a command in that of the command. Every line begins with a sign, so that none is taken for a command.

use domain::policy::{WallDay, WallTime};
use domain::{Mode, Trouble};
use engine::{
    DayInShort, LONGEST_TEXT, MOST_MESSAGES, OwnersQuestion, QuietWith, SavedAnswer, SavedLanguage,
    SavedWords, ShownReply, StatusInShort, ToldLine, ToldSpan, Waiting,
};

use crate::language::{Language, Texts, text};

/// The words.
pub(crate) struct Saved {
    /// Those of the command line.
    own: Texts,
    en: Texts,
    ru: Texts,
}

impl Saved {
    /// The words, where the command line speaks this language.
    pub(crate) fn new(own: Texts) -> Self {
        Self { own, en: Language::En.texts(), ru: Language::Ru.texts() }
    }

    fn texts(&self, language: Option<SavedLanguage>) -> &Texts {
        match language {
            Some(SavedLanguage::En) => &self.en,
            Some(SavedLanguage::Ru) => &self.ru,
            None => &self.own,
        }
    }
}

impl SavedWords for Saved {
    fn question(&self, OwnersQuestion { question, chat, .. }: &OwnersQuestion) -> String {
        let chat = chat.as_str();
        let asked = text!(self.own, "saved-asks", chat = chat, text = question.text.as_str());
        let proposed = question.proposed.join(" | ");
        let would = text!(self.own, "saved-would-say", text = proposed.as_str());
        let how = text!(self.own, "saved-how");
        let would = (!proposed.is_empty()).then_some(would);
        [Some(asked), would, Some(how)].into_iter().flatten().collect::<Vec<_>>().join("\n")
    }

    fn reply(&self, language: Option<SavedLanguage>, reply: &ShownReply) -> String {
        let texts = self.texts(language);
        let ShownReply { chat, asked, texts: said, goes, changed } = reply;
        let chat = chat.as_str();
        let mut lines = vec![match goes {
            Some(_) => text!(texts, "saved-countdown", chat = chat),
            None if *changed => text!(texts, "saved-draft-changed", chat = chat),
            None => text!(texts, "saved-draft", chat = chat),
        }];
        lines.extend(asked.iter().map(|asked| format!("— {asked}")));
        lines.extend(said.iter().map(|said| format!("➤ {said}")));
        lines.push(match goes {
            Some(goes) => {
                let at = clock(&goes.at);
                text!(texts, "saved-countdown-how", seconds = goes.in_seconds, at = at.as_str())
            }
            None => text!(texts, "saved-draft-how"),
        });
        lines.join("\n")
    }

    fn answer(&self, language: Option<SavedLanguage>, answer: &SavedAnswer) -> String {
        let texts = self.texts(language);
        match answer {
            SavedAnswer::Status(status) => stands(texts, status),
            SavedAnswer::Paused { until: Some(until) } => {
                let until = moment(texts, until);
                text!(texts, "saved-paused-until", until = until.as_str())
            }
            SavedAnswer::PausedHere { chat, until: Some(until) } => {
                let until = moment(texts, until);
                let chat = chat.as_str();
                text!(texts, "saved-paused-here-until", chat = chat, until = until.as_str())
            }
            SavedAnswer::PausedHere { chat, until: None } => {
                text!(texts, "saved-paused-here", chat = chat.as_str())
            }
            SavedAnswer::ResumedHere { chat, was_paused, all_paused } => {
                let chat = chat.as_str();
                match (was_paused, all_paused) {
                    (_, true) => text!(texts, "saved-resumed-here-all-paused", chat = chat),
                    (true, false) => text!(texts, "saved-resumed-here", chat = chat),
                    (false, false) => text!(texts, "saved-not-paused-here", chat = chat),
                }
            }
            SavedAnswer::Paused { until: None } => text!(texts, "saved-paused"),
            SavedAnswer::PauseOver => text!(texts, "saved-pause-over"),
            SavedAnswer::Resumed { alert, still } => {
                let mut lines = vec![text!(texts, "saved-resumed")];
                lines.extend(quiet(texts, still));
                lines.extend(alert.as_ref().map(|alert| troubled(texts, alert)));
                lines.join("\n")
            }
            SavedAnswer::ResumedEach { chats } => {
                let chats = chats.join(", ");
                text!(texts, "saved-resumed-each", chats = chats.as_str())
            }
            SavedAnswer::NotPaused => text!(texts, "saved-not-paused"),
            SavedAnswer::Told { chat, sent, more, span } => {
                told(texts, chat.as_deref(), sent, *more, span.as_ref())
            }
            SavedAnswer::Stopped { chats, late } => stopped(texts, chats, *late),
            SavedAnswer::Approved { chat, paused: false } => {
                text!(texts, "saved-approved", chat = chat.as_str())
            }
            SavedAnswer::Approved { chat, paused: true } => {
                text!(texts, "saved-approved-paused", chat = chat.as_str())
            }
            SavedAnswer::GoesByItself { chat } => {
                text!(texts, "saved-goes-by-itself", chat = chat.as_str())
            }
            SavedAnswer::NothingWaits { chat: Some(chat) } => {
                text!(texts, "saved-nothing-waits-for", chat = chat.as_str())
            }
            SavedAnswer::NothingWaits { chat: None } => text!(texts, "saved-nothing-waits"),
            SavedAnswer::TooLate => text!(texts, "saved-too-late"),
            SavedAnswer::TooMany => text!(texts, "saved-too-many", most = MOST_MESSAGES),
            SavedAnswer::TooOld => text!(texts, "saved-too-old"),
            SavedAnswer::Which { chats } => {
                let chats = chats.join("\n");
                text!(texts, "saved-which", chats = chats.as_str())
            }
            SavedAnswer::NoChat { name, near } if near.is_empty() => {
                text!(texts, "saved-no-chat", name = name.as_str())
            }
            SavedAnswer::NoChat { name, near } => {
                let near = near.join("\n");
                text!(texts, "saved-no-chat-near", name = name.as_str(), chats = near.as_str())
            }
            SavedAnswer::Help => text!(texts, "saved-help"),
            SavedAnswer::Unknown => text!(texts, "saved-unknown"),
            SavedAnswer::NoSpan => text!(texts, "saved-no-span"),
            SavedAnswer::NoSince => text!(texts, "saved-no-since"),
            SavedAnswer::DoneBefore => text!(texts, "saved-done-before"),
            SavedAnswer::HowToSay => text!(texts, "saved-how-to-say"),
        }
    }

    fn day(&self, day: &DayInShort) -> String {
        let texts = &self.own;
        let &DayInShort { came, chats, ref sent, ref waiting, paused, spent, .. } = day;
        let mut lines = vec![text!(texts, "saved-day")];
        lines.push(text!(texts, "saved-day-came", came = came, chats = chats));
        let modes = sent.iter().map(|(mode, count)| format!("{} — {count}", named(texts, *mode)));
        let modes = modes.collect::<Vec<_>>().join(", ");
        let count: u64 = sent.iter().map(|(_, count)| count).sum();
        lines.push(match count {
            0 => text!(texts, "saved-day-sent-nothing"),
            _ => text!(texts, "saved-day-sent", count = count, modes = modes.as_str()),
        });
        lines.extend(waits(texts, waiting));
        if paused {
            lines.push(text!(texts, "saved-day-paused"));
        }
        if spent > 0 {
            let cost = texts.decimal(spent as f64 / 1e9, 4);
            lines.push(text!(texts, "saved-day-spent", cost = cost.as_str()));
        }
        lines.join("\n")
    }
}

fn stands(texts: &Texts, status: &StatusInShort) -> String {
    let mode = named(texts, status.mode);
    let until = status.paused.as_ref().map(|pause| pause.until);
    let mut lines = vec![match until {
        Some(Some(until)) => {
            let until = moment(texts, &until);
            text!(texts, "saved-paused-until", until = until.as_str())
        }
        Some(None) => text!(texts, "saved-paused"),
        None => text!(texts, "saved-works", mode = mode.as_str()),
    }];
    lines.extend(quiet(texts, &status.quiet));
    if status.due > 0 {
        lines.push(text!(texts, "saved-due", count = status.due));
    }
    lines.extend(waits(texts, &status.waiting));
    lines.join("\n")
}

/// With whom alone it is paused, and until when.
fn quiet(texts: &Texts, with: &[QuietWith]) -> Option<String> {
    let one = |QuietWith { chat, until }: &QuietWith| match until {
        Some(until) => {
            let until = moment(texts, until);
            text!(texts, "saved-quiet-until", chat = chat.as_str(), until = until.as_str())
        }
        None => chat.clone(),
    };
    let chats = with.iter().map(one).collect::<Vec<_>>().join("; ");
    (!with.is_empty()).then(|| text!(texts, "saved-quiet-with", chats = chats.as_str()))
}

/// What waits for the owner, a line each; what does not wait is not told.
fn waits(texts: &Texts, waiting: &Waiting) -> Vec<String> {
    let &Waiting { drafts, questions, ref alert } = waiting;
    let drafts = (drafts > 0).then(|| text!(texts, "saved-drafts-wait", count = drafts));
    let questions =
        (questions > 0).then(|| text!(texts, "saved-questions-wait", count = questions));
    let alert = alert.as_ref().map(|alert| troubled(texts, alert));
    [drafts, questions, alert].into_iter().flatten().collect()
}

/// What was said, the newest last: as much as one message holds, and how much more there is.
fn told(
    texts: &Texts,
    chat: Option<&str>,
    sent: &[ToldLine],
    more: usize,
    span: Option<&ToldSpan>,
) -> String {
    let between = |first: &WallTime, last: &WallTime| {
        let (first, last) = (moment(texts, first), moment(texts, last));
        if first == last { first } else { format!("{first} – {last}") }
    };
    let span = span.map(|span| between(&span.from, &span.until));
    let Some(last) = sent.last() else {
        return match (chat, span.as_deref()) {
            (Some(chat), Some(when)) => {
                text!(texts, "saved-told-nothing-to-in", chat = chat, when = when)
            }
            (Some(chat), None) => text!(texts, "saved-told-nothing-to", chat = chat),
            (None, Some(when)) => text!(texts, "saved-told-nothing-in", when = when),
            (None, None) => text!(texts, "saved-told-nothing"),
        };
    };
    let line = |line: &ToldLine| {
        let (at, said) = (moment(texts, &line.at), &line.text);
        match chat {
            Some(_) => format!("{at} — {said}"),
            None => format!("{at}, {}: {said}", line.chat),
        }
    };
    let shown = |left_out: usize| {
        let sent = &sent[left_out..];
        let mut lines = vec![match (chat, sent.first()) {
            (Some(chat), Some(first)) => {
                let when = between(&first.at, &last.at);
                text!(texts, "saved-told-to", chat = chat, when = when.as_str())
            }
            _ => match span.as_deref() {
                Some(when) => text!(texts, "saved-told-in", when = when),
                None => text!(texts, "saved-told"),
            },
        }];
        let more = more + left_out;
        if more > 0 {
            lines.push(match chat {
                Some(_) => text!(texts, "saved-told-more-to", count = more),
                None => text!(texts, "saved-told-more", count = more),
            });
        }
        lines.extend(sent.iter().map(line));
        lines.join("\n")
    };
    let fits = |text: &String| text.encode_utf16().count() <= LONGEST_TEXT;
    let whole = (0..sent.len()).map(shown).find(fits);
    whole.unwrap_or_else(|| cut(shown(sent.len() - 1)))
}

/// The beginning of a text that is too long for one message.
fn cut(text: String) -> String {
    let mut units = 0;
    let fitting = text.chars().take_while(|c| {
        units += c.len_utf16();
        units < LONGEST_TEXT
    });
    fitting.chain(['…']).collect()
}

/// What the clock shows.
fn clock(at: &WallTime) -> String {
    let seconds = at.second.map(|second| format!(":{second:02}")).unwrap_or_default();
    format!("{:02}:{:02}{seconds}", at.hour, at.minute)
}

/// What the clock shows, and the day if it is another.
fn moment(texts: &Texts, at: &WallTime) -> String {
    let clock = clock(at);
    let clock = clock.as_str();
    match at.day {
        WallDay::Today => clock.to_owned(),
        WallDay::Tomorrow => text!(texts, "saved-at-tomorrow", clock = clock),
        WallDay::Yesterday => text!(texts, "saved-at-yesterday", clock = clock),
        WallDay::Date { year, month, day, weekday } => {
            let month = text!(texts, "saved-month", month = month);
            let weekday = text!(texts, "saved-weekday", weekday = weekday);
            // As text: a year has no thousands to be parted.
            let year = year.map(|year| format!(" {year}")).unwrap_or_default();
            text!(
                texts,
                "saved-at-date",
                weekday = weekday.as_str(),
                day = day,
                month = month.as_str(),
                year = year.as_str(),
                clock = clock
            )
        }
    }
}

fn stopped(texts: &Texts, chats: &[String], late: usize) -> String {
    let mut lines = Vec::new();
    if !chats.is_empty() {
        let chats = chats.join(", ");
        lines.push(text!(texts, "saved-stopped", chats = chats.as_str()));
    } else if late == 0 {
        lines.push(text!(texts, "saved-nothing-to-stop"));
    }
    if late > 0 {
        lines.push(text!(texts, "saved-stopped-late", count = late));
    }
    lines.join("\n")
}

fn named(texts: &Texts, mode: Mode) -> String {
    match mode {
        Mode::Off => text!(texts, "saved-mode-off"),
        Mode::Watch => text!(texts, "saved-mode-watch"),
        Mode::Draft => text!(texts, "saved-mode-draft"),
        Mode::Countdown => text!(texts, "saved-mode-countdown"),
        Mode::Auto => text!(texts, "saved-mode-auto"),
    }
}

fn troubled(texts: &Texts, trouble: &Trouble) -> String {
    match trouble {
        Trouble::Flooded => text!(texts, "saved-alert-flooded"),
        Trouble::Restricted { reason } => {
            text!(texts, "saved-alert-restricted", reason = reason.as_str())
        }
        Trouble::SessionEnded { reason } if reason == "BOT_TOKEN_REVOKED" => {
            text!(texts, "saved-alert-bot-token")
        }
        Trouble::SessionEnded { reason } => {
            text!(texts, "saved-alert-ended", reason = reason.as_str())
        }
        Trouble::NotRevoked => text!(texts, "saved-alert-not-revoked"),
        Trouble::BotConflict | Trouble::BotWebhook => text!(texts, "saved-alert-bot"),
        Trouble::BotConnected { name } => {
            text!(texts, "saved-alert-bot-connected", name = name.as_str())
        }
    }
}

#[cfg(test)]
mod tests;
