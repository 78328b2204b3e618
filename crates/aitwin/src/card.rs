//! How the owner writes, in words: the card of a profile.

use domain::Relation;
use style::Profile;
use style::profile::{Difference, ENOUGH_TO_DIFFER, Habitual, RELIABLE};
use style::relation::RelationFound;

use crate::language::{Texts, text};

/// Times this many times apart differ notably.
const TIMES: f64 = 1.5;
/// How many of the phrases that the owner never says are shown.
const NEVER: usize = 3;

/// The card over all chats.
pub(crate) fn of_all(texts: &Texts, profile: &Profile) -> Vec<String> {
    let title = text!(texts, "card-all", texts = profile.texts);
    card(texts, title, profile)
}

/// The card of one chat, with what is different from others.
pub(crate) fn of_chat(
    texts: &Texts,
    name: &str,
    profile: &Profile,
    found: RelationFound,
    all: &Profile,
) -> Vec<String> {
    let relation = relation(texts, found);
    let count = profile.texts;
    let title = text!(texts, "card-chat", name = name, texts = count, relation = relation);
    let mut lines = card(texts, title, profile);
    if profile.texts >= ENOUGH_TO_DIFFER {
        let differences = differences(texts, profile, all);
        if !differences.is_empty() {
            lines.push(text!(texts, "card-differs", what = differences.join(", ")));
        }
    } else if all.texts > 0 {
        lines.push(text!(texts, "card-borrowed"));
    }
    lines
}

/// A relation and how it is known.
pub(crate) fn relation(texts: &Texts, found: RelationFound) -> String {
    let Some(relation) = found.relation else { return text!(texts, "relation-unknown") };
    let relation = relation_name(texts, relation);
    if found.set {
        text!(texts, "relation-set", relation = relation)
    } else {
        let percent = format!("{:.0}", f64::from(found.probability) * 100.0);
        text!(texts, "relation-found", relation = relation, percent = percent)
    }
}

/// The name of a relation.
pub(crate) fn relation_name(texts: &Texts, relation: Relation) -> String {
    match relation {
        Relation::Close => text!(texts, "relation-close"),
        Relation::Family => text!(texts, "relation-family"),
        Relation::Work => text!(texts, "relation-work"),
        Relation::Service => text!(texts, "relation-service"),
    }
}

fn card(texts: &Texts, title: String, profile: &Profile) -> Vec<String> {
    let mut lines = vec![title];
    if profile.texts < RELIABLE {
        lines.push(text!(texts, "card-few", enough = RELIABLE));
    }
    // Without a word of one's own there may still be that of the wider levels.
    if profile.chars[2] == 0.0 {
        return lines;
    }
    lines.push(lengths(texts, profile));
    lines.push([capitals(texts, profile), endings(texts, profile)].join(" "));
    lines.extend(habits(texts, profile));
    lines.extend(said(texts, profile));
    lines.extend(answers(texts, profile));
    if let Some(gap) = profile.gap.filter(|_| profile.bubbles >= 1.25) {
        lines.push(text!(texts, "card-gap", time = duration(texts, gap)));
    }
    lines
}

fn lengths(texts: &Texts, profile: &Profile) -> String {
    let [low, median, high] = profile.chars.map(rounded);
    let bubbles = match profile.bubbles {
        mean if mean < 1.25 => "one",
        mean if mean < 1.75 => "one-two",
        mean if mean < 2.5 => "two",
        mean if mean < 3.5 => "two-four",
        _ => "more",
    };
    let how = if median <= 30.0 {
        text!(texts, "card-brief")
    } else if median <= 90.0 {
        text!(texts, "card-medium")
    } else {
        text!(texts, "card-long")
    };
    let [low, median, high] = [low, median, high].map(|chars| format!("{chars}"));
    text!(
        texts,
        "card-lengths",
        how = how,
        bubbles = bubbles,
        median = median,
        low = low,
        high = high
    )
}

fn capitals(texts: &Texts, profile: &Profile) -> String {
    match profile.capitals {
        share if share >= 0.9 => text!(texts, "card-capital"),
        share if share <= 0.1 => text!(texts, "card-small"),
        share => text!(texts, "card-capital-sometimes", percent = percent(share)),
    }
}

fn endings(texts: &Texts, profile: &Profile) -> String {
    let endings = profile.endings;
    let full_stop = match endings.full_stop {
        share if share < 0.03 => text!(texts, "card-no-full-stop"),
        share => text!(texts, "card-full-stop", often = often(texts, share)),
    };
    let mut parts = vec![full_stop];
    for (share, part) in [
        (endings.bracket, "card-bracket"),
        (endings.exclamation, "card-exclamation"),
        (endings.ellipsis, "card-ellipsis"),
    ] {
        if share >= 0.05 {
            parts.push(format!("{} {}", texts.get(part), often(texts, share)));
        }
    }
    text!(texts, "card-endings", what = parts.join(", "))
}

fn habits(texts: &Texts, profile: &Profile) -> Vec<String> {
    let mut lines = Vec::new();
    if profile.emoji >= 0.02 {
        let often = text!(texts, "card-emoji", often = often(texts, profile.emoji));
        let favourites = profile.favourite_emoji.join(" ");
        lines.push(format!("{often}: {favourites}").trim_end_matches(": ").to_owned());
    } else {
        lines.push(text!(texts, "card-no-emoji"));
    }
    for (share, key) in [
        (profile.laughter, "card-laughs"),
        (profile.drawn_out, "card-drawn-out"),
        (profile.voice, "card-voice"),
        (profile.stickers, "card-stickers"),
        (profile.media, "card-media"),
    ] {
        if share >= 0.03 {
            lines.push(format!("{} {}.", texts.get(key), often(texts, share)));
        }
    }
    if let Some(formal) = profile.formal.filter(|_| profile.cyrillic > 0.5) {
        lines.push(match formal {
            formal if formal >= 0.8 => text!(texts, "card-formal"),
            formal if formal <= 0.2 => text!(texts, "card-informal"),
            _ => text!(texts, "card-both-addresses"),
        });
    }
    match profile.yo {
        Some(yo) if yo >= 0.7 => lines.push(text!(texts, "card-yo")),
        Some(yo) if yo <= 0.1 => lines.push(text!(texts, "card-no-yo")),
        _ => {}
    }
    if profile.cyrillic.min(profile.latin) >= 0.05 {
        let [cyrillic, latin] = [profile.cyrillic, profile.latin].map(percent);
        lines.push(text!(texts, "card-letters", cyrillic = cyrillic, latin = latin));
    }
    lines
}

fn said(texts: &Texts, profile: &Profile) -> Vec<String> {
    // From here and there: neighbours in the list are alike.
    let apart = (profile.never.len() / NEVER).max(1);
    let never: Vec<String> = profile.never.iter().step_by(apart).take(NEVER).cloned().collect();
    let lists = [
        ("card-greets", &*profile.greetings, ", "),
        ("card-takes-leave", &profile.farewells, ", "),
        ("card-fillers", &profile.fillers, ", "),
        ("card-words", &profile.favourite_words, ", "),
        ("card-never", &never, "; "),
    ];
    lists
        .into_iter()
        .filter(|(_, said, _)| !said.is_empty())
        .map(|(key, said, between)| format!("{} {}.", texts.get(key), said.join(between)))
        .collect()
}

fn answers(texts: &Texts, profile: &Profile) -> Option<String> {
    let times = profile.answers;
    let usual = times.any?;
    let any = text!(texts, "card-answers", time = duration(texts, usual));
    let parts: Vec<String> = [
        (times.morning, "card-in-the-morning"),
        (times.day, "card-in-the-day"),
        (times.evening, "card-in-the-evening"),
        (times.night, "card-at-night"),
    ]
    .into_iter()
    .filter_map(|(time, key)| {
        let time = time.filter(|time| notably(*time + 1.0, usual + 1.0))?;
        Some(format!("{} {}", texts.get(key), duration(texts, time)))
    })
    .collect();
    Some(if parts.is_empty() { format!("{any}.") } else { format!("{any}; {}.", parts.join(", ")) })
}

/// How a contact is written to otherwise than others are.
fn differences(texts: &Texts, narrow: &Profile, all: &Profile) -> Vec<String> {
    let word = |difference| match difference {
        Difference::Habit { habit, here, usual } => {
            let what = texts.get(habitual(habit));
            let [here_text, usual_text] = [here, usual].map(percent);
            if here > usual {
                text!(texts, "card-more", what = what, here = here_text, usual = usual_text)
            } else {
                text!(texts, "card-less", what = what, here = here_text, usual = usual_text)
            }
        }
        Difference::Length { here, usual } if here > usual => text!(texts, "card-longer"),
        Difference::Length { .. } => text!(texts, "card-shorter"),
        Difference::Answers { here, usual } if here > usual => text!(texts, "card-slower"),
        Difference::Answers { .. } => text!(texts, "card-faster"),
    };
    narrow.differences(all).into_iter().map(word).collect()
}

fn habitual(habit: Habitual) -> &'static str {
    match habit {
        Habitual::Emoji => "card-than-emoji",
        Habitual::Brackets => "card-than-brackets",
        Habitual::FullStops => "card-than-full-stops",
        Habitual::Capitals => "card-than-capitals",
        Habitual::Laughter => "card-than-laughter",
        Habitual::Voice => "card-than-voice",
        Habitual::Stickers => "card-than-stickers",
    }
}

fn notably(a: f64, b: f64) -> bool {
    a.max(b) >= TIMES * a.min(b)
}

/// "in every third message" and the like.
fn often(texts: &Texts, share: f64) -> String {
    match share {
        share if share >= 0.85 => text!(texts, "often-always"),
        share if share >= 0.6 => text!(texts, "often-mostly"),
        share if share >= 0.02 => {
            let every = (1.0 / share).round().max(2.0);
            text!(texts, "often-every", every = every)
        }
        _ => text!(texts, "often-never"),
    }
}

fn duration(texts: &Texts, seconds: f64) -> String {
    match seconds {
        seconds if seconds < 5.0 => text!(texts, "time-at-once"),
        seconds if seconds < 50.0 => {
            text!(texts, "time-seconds", n = rounded(seconds))
        }
        seconds if seconds < 90.0 => text!(texts, "time-minute"),
        seconds if seconds < 3000.0 => {
            text!(texts, "time-minutes", n = rounded(seconds / 60.0))
        }
        seconds => {
            text!(texts, "time-hours", n = (seconds / 3600.0).round().max(1.0))
        }
    }
}

fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

/// As people say numbers: 7, 25, 130.
fn rounded(number: f64) -> f64 {
    let step = match number {
        number if number < 10.0 => 1.0,
        number if number < 100.0 => 5.0,
        _ => 10.0,
    };
    (number / step).round() * step
}

#[cfg(test)]
mod tests {
    use domain::{Author, Content, Message, MessageId, PeerId, Timestamp};
    use style::Learner;

    use super::*;
    use crate::language::Language;

    const ANNA: PeerId = PeerId(7);
    const BOSS: PeerId = PeerId(8);

    /// The owner's texts to Anna and to the boss, each as often as this.
    fn learnt(times: usize) -> Learner {
        let mut learner = Learner::new();
        let (mut id, mut now) = (0, 1_700_000_000);
        let mut say = |chat, author, text: &str| {
            (id, now) = (id + 1, now + if author == Author::Other { 9_000 } else { 10 });
            learner.observe(&Message {
                chat,
                id: MessageId(id),
                author,
                sender: chat,
                sent_at: Timestamp::from_secs(now),
                content: Content::Text { text: text.into() },
                reply_to: None,
                forwarded: false,
                via_bot: false,
                mentions_owner: false,
            });
        };
        for _ in 0..times {
            say(ANNA, Author::Other, "ты где?");
            say(ANNA, Author::Owner, "привет, я тут)");
            say(ANNA, Author::Owner, "а ты где 😂");
            say(BOSS, Author::Other, "Пришлите отчёт.");
            say(BOSS, Author::Owner, "Добрый день. Отчёт для клиента отправлен вам на почту.");
        }
        learner
    }

    fn cards(times: usize, language: Language) -> [String; 2] {
        let (learner, texts) = (learnt(times), language.texts());
        [(ANNA, "Anna"), (BOSS, "Boss")].map(|(chat, name)| {
            let profile = learner.profile(Some(chat));
            let all = learner.profile(None);
            of_chat(&texts, name, &profile, learner.relation(chat), &all).join("\n")
        })
    }

    #[test]
    fn two_contacts_have_different_cards() {
        let [anna, boss] = cards(80, Language::En);
        for part in [
            "to Anna",
            "small letter",
            "smiles with )",
            "😂",
            "within 10 seconds",
            "Otherwise than usual",
        ] {
            assert!(anna.contains(part), "{part}: {anna}");
        }
        for part in ["to Boss", "work (found", "capital letter", "full stop almost always"] {
            assert!(boss.contains(part), "{part}: {boss}");
        }
        assert!(boss.contains("longer messages") && !anna.contains("That is little"));
    }

    #[test]
    fn cards_are_in_the_language_asked_for() {
        let [anna, boss] = cards(80, Language::Ru);
        assert!(anna.contains("с маленькой буквы") && anna.contains("на «ты»"), "{anna}");
        assert!(boss.contains("работа (найдено") && boss.contains("на «вы»"), "{boss}");
    }

    #[test]
    fn too_little_is_said_to_be_too_little() {
        let [anna, _] = cards(3, Language::En);
        assert!(anna.contains("by 6 texts") && anna.contains("from 100 texts on"), "{anna}");
        let texts = Language::En.texts();
        let nothing = of_all(&texts, &Learner::new().profile(None)).join("\n");
        assert!(nothing.contains("by 0 texts") && nothing.contains("That is little"));
        assert_eq!(nothing.lines().count(), 2, "nothing is made up: {nothing}");
    }
}
