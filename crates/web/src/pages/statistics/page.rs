//! The markup of the statistics.

use std::time::Duration;

use domain::policy::TimeZone;
use engine::{AccountView, ChatNumbers, DayNumbers, Statistics, VoiceUsage};
use maud::{Markup, html};

use super::{SPANS, date, errors};
use crate::error::encoded;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::parts::chart::{Bar, Bars};
use crate::parts::number::{self, grouped, percent};
use crate::parts::{mode, model, time};

/// The most bars of a chart: of longer spans each stands for several days.
const BARS: usize = 45;

/// What the page shows.
pub(crate) struct Shown<'a> {
    /// How many days.
    pub(crate) days: i64,
    /// The accounts there are, and the one that is looked at.
    pub(crate) accounts: &'a [AccountView],
    /// That one; empty for all.
    pub(crate) account: &'a str,
    /// The time zone whose days they are.
    pub(crate) zone: &'a TimeZone,
    /// The numbers.
    pub(crate) numbers: &'a Statistics,
}

/// The page.
pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "nav-statistics");
    let numbers = shown.numbers;
    let content = html! {
        header.heading {
            div { h1 { (title) } p { (t!(lang, "numbers-about")) } }
            (spans(lang, shown))
        }
        @if numbers.is_indexing { p.note { (t!(lang, "numbers-indexing")) } }
        div.numbers {
            dl #tiles .tiles { (tiles(lang, numbers)) }
            section.card {
                h2 { (t!(lang, "numbers-messages")) }
                div #messages-chart { (messages_chart(lang, shown)) }
                (table(lang, shown))
            }
            section #replies .card { (replies(lang, numbers)) }
            section #chats .card { (chats(lang, shown)) }
            section #models .card { (models(lang, shown)) }
            section #voice .card { (voice(lang, shown)) }
            section #errors .card { (errors(lang, shown)) }
        }
    };
    let Shown { days, account, .. } = shown;
    let stream = format!("/statistics/events?days={days}&account={}", encoded(account));
    layout::live_page(view, &title, &stream, content)
}

/// The way to other spans and accounts.
fn spans(lang: Lang, shown: &Shown<'_>) -> Markup {
    html! {
        form.spans method="get" action="/statistics" {
            @if shown.accounts.len() > 1 {
                label {
                    span.visually-hidden { (t!(lang, "past-account")) }
                    select name="account" {
                        option value="" { (t!(lang, "numbers-all-accounts")) }
                        @for one in shown.accounts {
                            @let id = one.account.id.to_string();
                            option value=(id) selected[id == shown.account] { (one.account.profile.full_name()) }
                        }
                    }
                }
            }
            @for days in SPANS {
                @let is_chosen = days == shown.days;
                button.small.plain[!is_chosen] name="days" value=(days) aria-pressed=(is_chosen) {
                    (t!(lang, "numbers-days", count = days))
                }
            }
        }
    }
}

/// The numbers that matter most.
pub(super) fn tiles(lang: Lang, numbers: &Statistics) -> Markup {
    let sum = |of: fn(&DayNumbers) -> u64| numbers.days.iter().map(of).sum::<u64>();
    let sent: u64 = numbers.sent.values().sum();
    let unedited = (sent > 0).then(|| numbers.unedited as f64 / sent as f64);
    let unedited = unedited.map_or_else(|| "—".to_owned(), |share| percent(lang, share));
    html! {
        (tile(t!(lang, "numbers-came"), &grouped(lang, sum(|day| day.came)), ""))
        (tile(t!(lang, "numbers-sent"), &grouped(lang, sent), ""))
        (tile(t!(lang, "numbers-unedited"), &unedited, &t!(lang, "numbers-unedited-about")))
        (tile(t!(lang, "numbers-saved"), &time::about(lang, numbers.saved), &t!(lang, "numbers-saved-about")))
        (tile(t!(lang, "numbers-twin-in"), &waited(lang, numbers.twin_answers_in), &t!(lang, "numbers-in-about")))
        (tile(t!(lang, "numbers-owner-in"), &waited(lang, numbers.owner_answers_in), &t!(lang, "numbers-in-about")))
    }
}

fn tile(name: String, number: &str, about: &str) -> Markup {
    html! { div { dt { (name) } dd { strong { (number) } @if !about.is_empty() { small { (about) } } } } }
}

fn waited(lang: Lang, wait: Option<Duration>) -> String {
    wait.map_or_else(|| "—".to_owned(), |wait| time::about(lang, wait))
}

fn legend(lang: Lang) -> Markup {
    html! {
        p.legend {
            span.came { (t!(lang, "numbers-came")) }
            span.by-owner { (t!(lang, "numbers-by-owner")) }
            span.by-twin { (t!(lang, "numbers-by-twin")) }
        }
    }
}

/// Days as they are drawn: of a long span several together.
pub(super) fn drawn<'a>(
    lang: Lang,
    shown: &'a Shown<'_>,
) -> impl Iterator<Item = (String, String, &'a [DayNumbers])> {
    let together = shown.numbers.days.len().div_ceil(BARS).max(1);
    shown.numbers.days.chunks(together).map(move |days| {
        let first = date(days[0].from, shown.zone);
        let last = date(days[days.len() - 1].from, shown.zone);
        let name = day_of_month(lang, first);
        let told = if first == last {
            name.clone()
        } else {
            format!("{name} – {}", day_of_month(lang, last))
        };
        (name, told, days)
    })
}

fn day_of_month(lang: Lang, day: jiff::civil::Date) -> String {
    let format = match lang {
        Lang::En => "%-d/%-m",
        Lang::Ru => "%-d.%m",
    };
    day.strftime(format).to_string()
}

/// The messages by day; where there are none, what there is to do.
pub(super) fn messages_chart(lang: Lang, shown: &Shown<'_>) -> Markup {
    if shown.numbers.days.iter().all(|day| day.came + day.by_owner + day.by_twin == 0) {
        return html! {
            div.empty {
                (icons::chart())
                @if shown.accounts.is_empty() {
                    p { (t!(lang, "numbers-none-yet")) }
                    a.button href="/start" { (t!(lang, "twin-begin")) }
                } @else {
                    p { (t!(lang, "numbers-none")) }
                }
            }
        };
    }
    let bars = drawn(lang, shown).map(|(name, told, days)| {
        let sum = |of: fn(&DayNumbers) -> u64| days.iter().map(of).sum::<u64>();
        let (came, by_owner, by_twin) =
            (sum(|day| day.came), sum(|day| day.by_owner), sum(|day| day.by_twin));
        let words = t!(
            lang,
            "numbers-bar",
            came = grouped(lang, came),
            owner = grouped(lang, by_owner),
            twin = grouped(lang, by_twin)
        );
        Bar { name, told: format!("{told}: {words}"), parts: vec![by_twin, by_owner, came] }
    });
    let title = t!(lang, "numbers-messages");
    let chart =
        Bars { title: &title, classes: &["by-twin", "by-owner", "came"], bars: bars.collect() };
    html! { (legend(lang)) (chart.draw()) }
}

/// The same as a table.
fn table(lang: Lang, shown: &Shown<'_>) -> Markup {
    html! {
        details.more {
            summary { (t!(lang, "numbers-table")) }
            table {
                (columns(lang, t!(lang, "numbers-day")))
                tbody #days { (days(lang, shown)) }
            }
        }
    }
}

pub(super) fn days(lang: Lang, shown: &Shown<'_>) -> Markup {
    html! {
        @for day in shown.numbers.days.iter().rev() {
            tr {
                th scope="row" { (number::day(lang, date(day.from, shown.zone))) }
                @for count in [day.came, day.by_owner, day.by_twin] { td { (grouped(lang, count)) } }
            }
        }
    }
}

/// The head of a table of messages, whose first column tells of what they are.
fn columns(lang: Lang, of: String) -> Markup {
    let counts =
        [t!(lang, "numbers-came"), t!(lang, "numbers-by-owner"), t!(lang, "numbers-by-twin")];
    html! {
        thead {
            tr {
                th scope="col" { (of) }
                @for name in counts { th scope="col" { (name) } }
            }
        }
    }
}

pub(super) fn replies(lang: Lang, numbers: &Statistics) -> Markup {
    let words = [
        (t!(lang, "numbers-approved"), numbers.approved),
        (t!(lang, "numbers-edited"), numbers.edited),
        (t!(lang, "numbers-rejected"), numbers.rejected),
        (t!(lang, "numbers-undone"), numbers.undone),
        (t!(lang, "numbers-failed"), numbers.failed),
    ];
    html! {
        h2 { (t!(lang, "numbers-replies")) }
        @if numbers.sent.is_empty() { p.nothing { (t!(lang, "numbers-no-replies")) } }
        dl.pairs {
            @for (in_mode, count) in &numbers.sent {
                div { dt { (t!(lang, "numbers-in-mode", mode = mode::name(lang, *in_mode))) } dd { (grouped(lang, *count)) } }
            }
            @for (name, count) in words { @if count > 0 { div { dt { (name) } dd { (grouped(lang, count)) } } } }
        }
    }
}

/// The chats; those of several accounts with whose they are, as one person may write to more than one.
pub(super) fn chats(lang: Lang, shown: &Shown<'_>) -> Markup {
    let chats = &shown.numbers.chats;
    let is_of_several = shown.account.is_empty() && shown.accounts.len() > 1;
    let of = |one: &ChatNumbers| {
        let is_its = |view: &&AccountView| is_of_several && view.account.id == one.account;
        shown.accounts.iter().find(is_its).map(|view| view.account.profile.full_name())
    };
    html! {
        h2 { (t!(lang, "numbers-chats")) }
        @if chats.is_empty() { p.nothing { (t!(lang, "numbers-no-chats")) } }
        @else {
            table {
                (columns(lang, t!(lang, "numbers-chat")))
                tbody {
                    @for one in chats {
                        tr {
                            th scope="row" {
                                a href={ "/accounts/" (one.account) "/chats/" (one.chat) } { (one.title) }
                                @if let Some(account) = of(one) { small { (account) } }
                            }
                            @for count in [one.came, one.by_owner, one.by_twin] { td { (grouped(lang, count)) } }
                        }
                    }
                }
            }
        }
    }
}

/// What hearing and speaking took, by day and by chat; nothing where there was neither.
pub(super) fn voice(lang: Lang, shown: &Shown<'_>) -> Markup {
    let all = &shown.numbers.voice;
    if all.is_none() {
        return html! {};
    }
    let VoiceUsage { heard, charged, seconds, spoke, .. } = all;
    let minutes = |seconds: u64| seconds.div_ceil(60);
    let bars = drawn(lang, shown).map(|(name, told, days)| {
        let mut sum = VoiceUsage::default();
        days.iter().for_each(|day| sum += day.voice);
        let (spoken, heard) = (sum.spoke.seconds, sum.seconds);
        let words = t!(lang, "numbers-voice-bar", heard = minutes(heard), spoken = minutes(spoken));
        Bar { name, told: format!("{told}: {words}"), parts: vec![spoken, heard] }
    });
    let title = t!(lang, "numbers-voice");
    let chart = Bars { title: &title, classes: &["by-twin", "came"], bars: bars.collect() }.draw();
    html! {
        h2 { (title) }
        @if *heard > 0 {
            @let (count, minutes, paid) = (*heard, minutes(*seconds), minutes(charged.as_secs()));
            p { (t!(lang, "numbers-heard", count = count, minutes = minutes, paid = paid)) }
        }
        @if spoke.notes > 0 {
            @let (count, minutes) = (spoke.notes, minutes(spoke.seconds));
            @let characters = spoke.characters;
            p { (t!(lang, "numbers-spoke", count = count, minutes = minutes, characters = characters)) }
        }
        @if all.cost() > 0 {
            p { (t!(lang, "numbers-voice-cost", cost = model::money(lang, all.cost()))) }
        }
        p.legend {
            span.came { (t!(lang, "numbers-minutes-heard")) }
            span.by-twin { (t!(lang, "numbers-minutes-spoken")) }
        }
        (chart)
        (voice_table(lang, shown))
    }
}

/// The same as tables.
fn voice_table(lang: Lang, shown: &Shown<'_>) -> Markup {
    let row = |usage: &VoiceUsage| {
        let minutes = |seconds: u64| grouped(lang, seconds.div_ceil(60));
        html! {
            @for seconds in [usage.seconds, usage.spoke.seconds] { td { (minutes(seconds)) } }
            td { (model::money(lang, usage.cost())) }
        }
    };
    let head = |of: String| {
        html! {
            thead {
                tr {
                    th scope="col" { (of) }
                    th scope="col" { (t!(lang, "numbers-minutes-heard")) }
                    th scope="col" { (t!(lang, "numbers-minutes-spoken")) }
                    th scope="col" { (t!(lang, "numbers-cost")) }
                }
            }
        }
    };
    html! {
        details.more {
            summary { (t!(lang, "numbers-table")) }
            table {
                (head(t!(lang, "numbers-chat")))
                tbody {
                    @for one in shown.numbers.chats.iter().filter(|one| !one.voice.is_none()) {
                        tr {
                            th scope="row" {
                                a href={ "/accounts/" (one.account) "/chats/" (one.chat) } { (one.title) }
                            }
                            (row(&one.voice))
                        }
                    }
                }
            }
            table {
                (head(t!(lang, "numbers-day")))
                tbody {
                    @for day in shown.numbers.days.iter().rev().filter(|day| !day.voice.is_none()) {
                        tr { th scope="row" { (number::day(lang, date(day.from, shown.zone))) } (row(&day.voice)) }
                    }
                }
            }
        }
    }
}

/// What models took; nothing where none was asked.
pub(super) fn models(lang: Lang, shown: &Shown<'_>) -> Markup {
    let sum = |of: fn(&DayNumbers) -> u64| shown.numbers.days.iter().map(of).sum::<u64>();
    let (tokens, billionths) = (sum(|day| day.tokens), sum(|day| day.billionths));
    if tokens == 0 {
        return html! {};
    }
    let bars = drawn(lang, shown).map(|(name, told, days)| {
        let tokens = days.iter().map(|day| day.tokens).sum::<u64>();
        let cost = model::money(lang, days.iter().map(|day| day.billionths).sum());
        let words = t!(lang, "numbers-tokens", count = grouped(lang, tokens), cost = cost);
        Bar { name, told: format!("{told}: {words}"), parts: vec![tokens] }
    });
    let title = t!(lang, "numbers-models");
    let chart = Bars { title: &title, classes: &["spent"], bars: bars.collect() }.draw();
    html! {
        h2 { (title) }
        p { (t!(lang, "numbers-tokens", count = grouped(lang, tokens), cost = model::money(lang, billionths))) }
        @if !shown.account.is_empty() { p.note { (t!(lang, "numbers-models-of-all")) } }
        (chart)
    }
}
