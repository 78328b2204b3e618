//! How the owner writes: charts, words, and what is otherwise with somebody.

use domain::{AccountId, Relation};
use engine::{
    ANSWER_TIMES, Addressee, Difference, Habitual, LENGTHS, PersonView, Portrait, Profile,
    RELIABLE, Seen,
};
use maud::{Markup, html};

use super::words::{self, in_short, rounded, tenths, wait};
use super::{Tab, address};
use crate::i18n::{Lang, t};
use crate::icons;
use crate::parts::avatar::avatar;
use crate::parts::columns::{Columns, bar, usually};
use crate::parts::number::percent;

/// How many people stand beside each other; the others are behind a word.
const NEAR: usize = 6;

/// What the page shows of a portrait.
pub(crate) fn content(lang: Lang, account: AccountId, seen: &Seen) -> Markup {
    let (portrait, usual) = (&seen.portrait, usual(seen));
    html! {
        (choice(lang, account, seen))
        @if portrait.profile.texts == 0 {
            div { div.empty { (icons::twin()) p { (t!(lang, "portrait-nothing")) } a.button href="/start" { (t!(lang, "twin-begin")) } } }
        } @else {
            div.portrait {
                (summary(lang, seen))
                @if usual.is_some() { (differences(lang, seen)) }
                (lengths(lang, portrait, usual))
                (hours(lang, portrait, usual))
                (answers(lang, portrait, usual))
                (turns(lang, portrait, usual))
                (endings(lang, &portrait.profile, usual))
                (emoji(lang, portrait))
                (said(lang, portrait))
                (habits(lang, &portrait.profile))
                (never(lang, &portrait.profile))
            }
        }
    }
}

/// What a portrait is compared with; nothing for that of everybody.
fn usual(seen: &Seen) -> Option<&Portrait> {
    (seen.of != Addressee::Everybody).then_some(&*seen.usual)
}

/// Whose portrait is meant.
fn choice(lang: Lang, account: AccountId, seen: &Seen) -> Markup {
    let home = address(account, Tab::Portrait);
    let relations = Relation::ALL.into_iter().filter(|relation| {
        seen.people.iter().any(|person| person.found.relation == Some(*relation))
    });
    let (near, far) = seen.people.split_at(seen.people.len().min(NEAR));
    let is_far = |person: &PersonView| seen.of == Addressee::Chat(person.peer.id);
    html! {
        nav.whom aria-label=(t!(lang, "portrait-whom")) {
            a.chip href=(home) aria-current=[(seen.of == Addressee::Everybody).then_some("page")] { (t!(lang, "portrait-everybody")) }
            @for relation in relations {
                a.chip href={ (home) "?relation=" (code(relation)) } aria-current=[(seen.of == Addressee::Relation(relation)).then_some("page")] {
                    (words::relation(lang, relation))
                }
            }
            @for person in near { (chip(&home, seen, person)) }
            @if !far.is_empty() {
                details open[far.iter().any(is_far)] {
                    summary.chip { (t!(lang, "portrait-more-people", count = far.len())) }
                    div { @for person in far { (chip(&home, seen, person)) } }
                }
            }
        }
    }
}

fn chip(home: &str, seen: &Seen, person: &PersonView) -> Markup {
    let is_here = seen.of == Addressee::Chat(person.peer.id);
    html! {
        a.chip href={ (home) "?chat=" (person.peer.id) } aria-current=[is_here.then_some("page")] {
            (avatar(person.peer.id, &person.peer.title)) span { (person.peer.title) }
        }
    }
}

fn code(relation: Relation) -> &'static str {
    match relation {
        Relation::Close => "close",
        Relation::Family => "family",
        Relation::Work => "work",
        Relation::Service => "service",
    }
}

/// The sentence and the numbers that matter most.
fn summary(lang: Lang, seen: &Seen) -> Markup {
    let profile = &seen.portrait.profile;
    let whom = match (&seen.title, seen.of) {
        (Some(title), _) => t!(lang, "portrait-to", whom = title.as_str()),
        (None, Addressee::Relation(relation)) => words::relation(lang, relation),
        _ => t!(lang, "portrait-to-everybody"),
    };
    let waits = profile.answers.any.map_or_else(|| "—".to_owned(), |secs| wait(lang, secs));
    html! {
        section.card.in-short-of {
            p.of { (whom) " · " (t!(lang, "portrait-texts", count = profile.texts)) }
            p.sentence { (in_short(lang, profile)) }
            @if profile.texts < RELIABLE { p.note { (t!(lang, "portrait-few", enough = RELIABLE)) } }
            @let median = rounded(profile.chars[1]) as u64;
            dl.tiles {
                div { dt { (t!(lang, "portrait-median")) } dd { strong { (rounded(profile.chars[1])) } " " small { (t!(lang, "portrait-characters", count = median)) } } }
                div { dt { (t!(lang, "portrait-in-a-row")) } dd { strong { (tenths(lang, profile.bubbles)) } " " small { (t!(lang, "portrait-messages")) } } }
                div { dt { (t!(lang, "portrait-with-emoji")) } dd { strong { (percent(lang, profile.emoji)) } } }
                div { dt { (t!(lang, "portrait-answers-in")) } dd { strong { (waits) } } }
            }
        }
    }
}

/// What is otherwise than usual.
fn differences(lang: Lang, seen: &Seen) -> Markup {
    let found = seen.portrait.profile.differences(&seen.usual.profile);
    html! {
        section.card.differs {
            h2 { (t!(lang, "portrait-differs")) }
            @if found.is_empty() { p.nothing { (t!(lang, "portrait-differs-not")) } }
            ul {
                @for one in found {
                    li {
                        @match one {
                            Difference::Habit { habit, here, usual } => {
                                span { (more_or_less(lang, habit, here > usual)) " " (habitual(lang, habit)) }
                                (bar(here, Some(usual)))
                                span.figure { (percent(lang, here)) " " small { (t!(lang, "portrait-instead-of", usual = percent(lang, usual))) } }
                            }
                            Difference::Length { here, usual } => {
                                span { @if here > usual { (t!(lang, "portrait-longer")) } @else { (t!(lang, "portrait-shorter")) } }
                                (bar(here / here.max(usual), Some(usual / here.max(usual))))
                                span.figure { (rounded(here)) " " small { (t!(lang, "portrait-instead-of", usual = rounded(usual))) } }
                            }
                            Difference::Answers { here, usual } => {
                                span { @if here > usual { (t!(lang, "portrait-slower")) } @else { (t!(lang, "portrait-faster")) } }
                                (bar(here / here.max(usual), Some(usual / here.max(usual))))
                                span.figure { (wait(lang, here)) " " small { (t!(lang, "portrait-instead-of", usual = wait(lang, usual))) } }
                            }
                        }
                    }
                }
            }
            p.legend { span.here { (t!(lang, "portrait-here")) } span.usual { (t!(lang, "portrait-usual")) } }
        }
    }
}

fn more_or_less(lang: Lang, habit: Habitual, is_more: bool) -> String {
    let is_counted = matches!(
        habit,
        Habitual::Emoji
            | Habitual::FullStops
            | Habitual::Capitals
            | Habitual::Voice
            | Habitual::Stickers
    );
    match (is_more, is_counted) {
        (true, _) => t!(lang, "portrait-more"),
        (false, true) => t!(lang, "portrait-fewer"),
        (false, false) => t!(lang, "portrait-less"),
    }
}

fn habitual(lang: Lang, habit: Habitual) -> String {
    match habit {
        Habitual::Emoji => t!(lang, "portrait-than-emoji"),
        Habitual::Brackets => t!(lang, "portrait-than-brackets"),
        Habitual::FullStops => t!(lang, "portrait-than-full-stops"),
        Habitual::Capitals => t!(lang, "portrait-than-capitals"),
        Habitual::Laughter => t!(lang, "portrait-than-laughter"),
        Habitual::Voice => t!(lang, "portrait-than-voice"),
        Habitual::Stickers => t!(lang, "portrait-than-stickers"),
    }
}

/// A chart with its title and a word about it.
fn chart(
    lang: Lang,
    title: &str,
    about: Option<String>,
    counts: &[(String, u64)],
    usual: Option<&[u64]>,
    named: usize,
) -> Markup {
    if counts.iter().all(|(_, count)| *count == 0) {
        return html! {};
    }
    html! {
        section.card {
            h2 { (title) }
            @if let Some(about) = about { p.note { (about) } }
            (Columns { lang, title, counts, usual, named }.draw())
        }
    }
}

fn lengths(lang: Lang, portrait: &Portrait, usual: Option<&Portrait>) -> Markup {
    let from = [1].into_iter().chain(LENGTHS);
    let to = LENGTHS.into_iter().map(Some).chain([None]);
    let names = from.zip(to).map(|(from, to)| match to {
        Some(to) => format!("{from}–{}", to - 1),
        None => format!("{from}+"),
    });
    let counts: Vec<_> = names.zip(portrait.lengths).collect();
    let [low, median, high] = portrait.profile.chars.map(|chars| rounded(chars) as u64);
    let about = t!(lang, "portrait-lengths-about", low = low, median = median, high = high);
    let usual = usual.map(|usual| &usual.lengths[..]);
    chart(lang, &t!(lang, "portrait-lengths"), Some(about), &counts, usual, 2)
}

fn hours(lang: Lang, portrait: &Portrait, usual: Option<&Portrait>) -> Markup {
    let counts: Vec<_> = portrait
        .hours
        .iter()
        .enumerate()
        .map(|(hour, count)| (format!("{hour}:00"), *count))
        .collect();
    let most = portrait.hours.iter().enumerate().max_by_key(|(_, count)| **count);
    let about = most.map(|(hour, _)| {
        t!(
            lang,
            "portrait-hours-about",
            from = format!("{hour}:00"),
            to = format!("{}:00", (hour + 1) % 24)
        )
    });
    let usual = usual.map(|usual| &usual.hours[..]);
    chart(lang, &t!(lang, "portrait-hours"), about, &counts, usual, 6)
}

fn answers(lang: Lang, portrait: &Portrait, usual: Option<&Portrait>) -> Markup {
    let names = ANSWER_TIMES
        .map(|bound| format!("< {}", wait(lang, f64::from(bound))))
        .into_iter()
        .chain([t!(lang, "portrait-later")]);
    let counts: Vec<_> = names.zip(portrait.answer_times).collect();
    let times = portrait.profile.answers;
    let parts: Vec<String> = [
        (times.morning, t!(lang, "portrait-morning")),
        (times.day, t!(lang, "portrait-day")),
        (times.evening, t!(lang, "portrait-evening")),
        (times.night, t!(lang, "portrait-night")),
    ]
    .into_iter()
    .filter_map(|(time, name)| Some(format!("{name} {}", wait(lang, time?))))
    .collect();
    let about =
        (!parts.is_empty()).then(|| t!(lang, "portrait-answers-about", times = parts.join(", ")));
    let usual = usual.map(|usual| &usual.answer_times[..]);
    chart(lang, &t!(lang, "portrait-answers"), about, &counts, usual, 1)
}

fn turns(lang: Lang, portrait: &Portrait, usual: Option<&Portrait>) -> Markup {
    let names = ["1", "2", "3", "4", "5+"].map(str::to_owned);
    let counts: Vec<_> = names.into_iter().zip(portrait.turns).collect();
    let about = portrait.profile.gap.filter(|_| portrait.profile.bubbles >= 1.25);
    let about = about.map(|gap| t!(lang, "portrait-turns-about", time = wait(lang, gap)));
    let usual = usual.map(|usual| &usual.turns[..]);
    chart(lang, &t!(lang, "portrait-turns"), about, &counts, usual, 1)
}

/// How texts end, a bar for each way.
fn endings(lang: Lang, profile: &Profile, usual: Option<&Portrait>) -> Markup {
    let of = |profile: &Profile| {
        let ends = profile.endings;
        [ends.unmarked, ends.bracket, ends.full_stop, ends.exclamation, ends.ellipsis]
    };
    let names = [
        t!(lang, "portrait-ends-unmarked"),
        t!(lang, "portrait-ends-bracket"),
        t!(lang, "portrait-ends-full-stop"),
        t!(lang, "portrait-ends-exclamation"),
        t!(lang, "portrait-ends-ellipsis"),
    ];
    let usual = usual.map(|usual| of(&usual.profile));
    html! {
        section.card {
            h2 { (t!(lang, "portrait-ends")) }
            ul.bars {
                @for (place, (name, share)) in names.iter().zip(of(profile)).enumerate() {
                    @let usual = usual.map(|usual| usual[place]);
                    li {
                        span { (name) }
                        (bar(share, usual))
                        span.figure {
                            (percent(lang, share))
                            @if let Some(usual) = usual { span.visually-hidden { (usually(lang, usual)) } }
                        }
                    }
                }
            }
        }
    }
}

fn emoji(lang: Lang, portrait: &Portrait) -> Markup {
    html! {
        section.card {
            h2 { (t!(lang, "portrait-emoji")) }
            @if portrait.emoji.is_empty() { p.nothing { (t!(lang, "portrait-no-emoji")) } }
            @else {
                p.note { (t!(lang, "portrait-emoji-about", share = percent(lang, portrait.profile.emoji))) }
                ul.emoji { @for (emoji, count) in &portrait.emoji { li { span { (emoji) } small { (count) } } } }
            }
        }
    }
}

/// Words and sayings.
fn said(lang: Lang, portrait: &Portrait) -> Markup {
    let profile = &portrait.profile;
    let phrases: Vec<String> = portrait.phrases.iter().map(|(said, _)| said.clone()).collect();
    let lists = [
        (t!(lang, "portrait-favourites"), &profile.favourite_words),
        (t!(lang, "portrait-phrases"), &phrases),
        (t!(lang, "portrait-fillers"), &profile.fillers),
        (t!(lang, "portrait-greets"), &profile.greetings),
        (t!(lang, "portrait-takes-leave"), &profile.farewells),
    ];
    html! {
        section.card.vocabulary {
            h2 { (t!(lang, "portrait-words")) }
            @if lists.iter().all(|(_, said)| said.is_empty()) { p.nothing { (t!(lang, "portrait-no-words")) } }
            @for (name, said) in &lists {
                @if !said.is_empty() {
                    h3 { (name) }
                    ul.words { @for word in *said { li dir="auto" { (word) } } }
                }
            }
        }
    }
}

/// Small things, a line each.
fn habits(lang: Lang, profile: &Profile) -> Markup {
    let formal = profile.formal.filter(|_| profile.cyrillic > 0.5).map(|formal| match formal {
        formal if formal >= 0.8 => t!(lang, "portrait-formal"),
        formal if formal <= 0.2 => t!(lang, "portrait-informal"),
        _ => t!(lang, "portrait-both-addresses"),
    });
    let yo = match profile.yo {
        Some(yo) if yo >= 0.7 => Some(t!(lang, "portrait-yo")),
        Some(yo) if yo <= 0.1 => Some(t!(lang, "portrait-no-yo")),
        _ => None,
    };
    let capitals = Some(t!(lang, "portrait-capitals", share = percent(lang, profile.capitals)));
    let shares = [
        (profile.laughter, t!(lang, "portrait-laughs", share = percent(lang, profile.laughter))),
        (
            profile.drawn_out,
            t!(lang, "portrait-drawn-out", share = percent(lang, profile.drawn_out)),
        ),
        (profile.voice, t!(lang, "portrait-voice", share = percent(lang, profile.voice))),
        (profile.stickers, t!(lang, "portrait-stickers", share = percent(lang, profile.stickers))),
        (profile.media, t!(lang, "portrait-media", share = percent(lang, profile.media))),
    ];
    let shares = shares.into_iter().filter(|(share, _)| *share >= 0.02).map(|(_, line)| line);
    html! {
        section.card {
            h2 { (t!(lang, "portrait-habits")) }
            ul.habits { @for line in capitals.into_iter().chain(formal).chain(yo).chain(shares) { li { (line) } } }
        }
    }
}

/// What the owner never says.
fn never(lang: Lang, profile: &Profile) -> Markup {
    // From here and there: neighbours in the list are alike.
    let apart = (profile.never.len() / 8).max(1);
    html! {
        @if !profile.never.is_empty() {
            section.card.never {
                h2 { (t!(lang, "portrait-never")) }
                p.note { (t!(lang, "portrait-never-about")) }
                ul.words { @for phrase in profile.never.iter().step_by(apart).take(8) { li { (phrase) } } }
            }
        }
    }
}
