//! `/accounts/{account}/twin/likeness`: how like its owner the twin writes, how that has changed, and moments side by
//! side.

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::response::Redirect;
use domain::AccountId;
use engine::{
    Example, Grade, LikenessBegun, LikenessReport, LikenessTrouble, LikenessView, Measure,
    MeasureCost, Measured, MeasuredBy, Measuring,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Frame, Tab, address, find, page};
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::layout::View;
use crate::pages::parse;
use crate::parts::number::percent;
use crate::parts::trend::Trend;
use crate::parts::{model, number, time};

/// The measures that are shown, those of the manner first.
const SHOWN: [Measure; 9] = [
    Measure::TwoSample,
    Measure::AttributionMasked,
    Measure::Habits,
    Measure::Lengths,
    Measure::Bursts,
    Measure::Content,
    Measure::Delays,
    Measure::Echo,
    Measure::Coverage,
];

/// `GET /accounts/{account}/twin/likeness`
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
) -> Result<Markup, Error> {
    let account = parse(&account)?;
    let accounts = site.engine.accounts().await?;
    let frame = Frame { of: find(&accounts, account)?, accounts: &accounts, tab: Tab::Likeness };
    let likeness = site.engine.likeness(account).await?.ok_or(Error::NotFound)?;
    Ok(page(&view, frame, content(view.lang, account, &likeness)))
}

/// Which button was pressed.
#[derive(Deserialize)]
pub(crate) struct Pressed {
    #[serde(default)]
    by: String,
}

/// `POST /accounts/{account}/twin/likeness`: measures it.
pub(crate) async fn measure(
    Here(site): Here,
    Path(account): Path<String>,
    form: Result<Form<Pressed>, FormRejection>,
) -> Result<Redirect, Error> {
    let account: AccountId = parse(&account)?;
    let Form(Pressed { by }) = form?;
    let by = if by == "model" { MeasuredBy::Model } else { MeasuredBy::Recall };
    match site.engine.measure_likeness(account, by).await? {
        LikenessBegun::Unknown => Err(Error::NotFound),
        // Whoever asks twice looks at the first; where the model is gone, the page offers it no more.
        LikenessBegun::Started | LikenessBegun::Busy | LikenessBegun::NoModel => {
            Ok(Redirect::to(&address(account, Tab::Likeness)))
        }
    }
}

/// The report with its trend.
pub(crate) fn content(lang: Lang, account: AccountId, likeness: &LikenessView) -> Markup {
    let newest = likeness.reports.first();
    html! {
        div #likeness .likeness {
            section.card.in-short-of {
                @match newest {
                    Some(report) => (headline(lang, report)),
                    None => p.sentence { (t!(lang, "likeness-never")) },
                }
                (state(lang, account, likeness))
            }
            @if likeness.reports.len() > 1 { (trend(lang, &likeness.reports)) }
            (blind(lang, account, likeness))
            @if let Some(report) = newest { (figures(lang, report)) }
            @if !likeness.examples.is_empty() { (examples(lang, &likeness.examples)) }
            @else if newest.is_some() { p.note { (t!(lang, "likeness-no-examples")) } }
        }
    }
}

fn headline(lang: Lang, report: &LikenessReport) -> Markup {
    let summary = &report.summary;
    html! {
        p.of {
            (time::date(report.made_at)) " · "
            @match &report.model {
                Some(model) => (model),
                None => (t!(lang, "likeness-by-recall")),
            }
            " · " (t!(lang, "likeness-basis", asked = summary.asked, pairs = summary.pairs))
        }
        @match summary.likeness() {
            Some(likeness) => {
                p.big { strong { (percent(lang, likeness)) } " " (t!(lang, "likeness-alike")) }
                p { (t!(lang, "likeness-alike-about")) }
            }
            None => p.sentence { (t!(lang, "likeness-too-few")) },
        }
    }
}

/// What goes on, or what can be done.
fn state(lang: Lang, account: AccountId, likeness: &LikenessView) -> Markup {
    let here = address(account, Tab::Likeness);
    if let Some(measuring) = likeness.measuring {
        let (text, progress) = match measuring {
            Measuring::Reading => (t!(lang, "likeness-reading"), None),
            Measuring::Learning => (t!(lang, "likeness-learning"), None),
            Measuring::Answering { done, of } => {
                (t!(lang, "likeness-answering", done = done, of = of), Some((done, of)))
            }
            Measuring::Judging => (t!(lang, "likeness-judging"), None),
        };
        return html! {
            div.measuring hx-get=(here) hx-trigger="load delay:1s" hx-target="#likeness" hx-select="#likeness" hx-swap="outerHTML" {
                p { (text) }
                @match progress {
                    Some((done, of)) => progress value=(done) max=(of) aria-label=(t!(lang, "likeness-progress")) {},
                    None => progress aria-label=(t!(lang, "likeness-progress")) {},
                }
            }
        };
    }
    html! {
        @match &likeness.trouble {
            Some(LikenessTrouble::TooLittle { pairs, needed }) => {
                p.problem role="alert" { (t!(lang, "likeness-too-little", pairs = pairs, needed = needed)) }
            }
            Some(LikenessTrouble::Failed) => p.problem role="alert" { (t!(lang, "likeness-failed")) },
            Some(LikenessTrouble::Model(trouble)) => {
                p.problem role="alert" { (t!(lang, "likeness-model-failed", why = model::trouble(lang, trouble))) }
            }
            None => {}
        }
        form method="post" action=(here) {
            button type="submit" {
                @if likeness.reports.is_empty() { (t!(lang, "likeness-measure")) } @else { (t!(lang, "likeness-again")) }
            }
            small.note { (t!(lang, "likeness-costs-nothing")) }
        }
        @if let Some(cost) = &likeness.by_model { (by_model(lang, &here, cost)) }
    }
}

/// The way to measure the model, once it is known what that takes.
fn by_model(lang: Lang, here: &str, cost: &MeasureCost) -> Markup {
    let name = cost.model.as_str();
    let Some(tokens) = cost.tokens else {
        return html! { p.note { (t!(lang, "likeness-model-later", model = name)) } };
    };
    let tokens = number::grouped(lang, tokens);
    let takes = match cost.billionths {
        Some(cost) => {
            let cost = model::money(lang, cost);
            t!(lang, "likeness-model-costs", tokens = tokens, cost = cost)
        }
        None => t!(lang, "likeness-model-takes", tokens = tokens),
    };
    html! {
        form method="post" action=(here) {
            button.plain type="submit" name="by" value="model" { (t!(lang, "likeness-measure-model", model = name)) }
            small.note { (takes) }
        }
    }
}

fn trend(lang: Lang, reports: &[LikenessReport]) -> Markup {
    let points: Vec<(domain::Timestamp, f64)> = reports
        .iter()
        .rev()
        .filter_map(|report| Some((report.made_at, report.summary.likeness()?)))
        .collect();
    let title = t!(lang, "likeness-trend");
    html! {
        @if points.len() > 1 {
            section.card { h2 { (title) } (Trend { lang, title: &title, points: &points, chance: None }.draw()) }
        }
    }
}

/// The way to the blind test, and how it went.
fn blind(lang: Lang, account: AccountId, likeness: &LikenessView) -> Markup {
    let points: Vec<(domain::Timestamp, f64)> = likeness
        .blind
        .iter()
        .rev()
        .map(|test| (test.made_at, f64::from(test.told) / f64::from(test.shown.max(1))))
        .collect();
    let title = t!(lang, "blind-title");
    html! {
        section.card {
            h2 { (title) }
            p { (t!(lang, "blind-about")) }
            @if let Some(last) = likeness.blind.first() {
                p.facts { span { (t!(lang, "blind-last", told = last.told, shown = last.shown)) } }
            }
            @if points.len() > 1 { (Trend { lang, title: &title, points: &points, chance: Some(0.5) }.draw()) }
            @if likeness.pairs > 0 { a.button.plain href=(super::blind::address(account)) { (t!(lang, "blind-begin")) } }
            @else { p.note { (t!(lang, "blind-measure-first")) } }
        }
    }
}

fn figures(lang: Lang, report: &LikenessReport) -> Markup {
    let shown = SHOWN.iter().filter_map(|measure| report.summary.of(*measure));
    html! {
        section.card.figures {
            h2 { (t!(lang, "likeness-figures")) }
            div.scroll tabindex="0" role="region" aria-label=(t!(lang, "likeness-figures")) {
                table {
                    thead {
                        tr {
                            th scope="col" { (t!(lang, "likeness-measure-name")) }
                            th scope="col" { (t!(lang, "likeness-twin")) }
                            th scope="col" { (t!(lang, "likeness-real")) }
                            th scope="col" { (t!(lang, "likeness-random")) }
                        }
                    }
                    tbody { @for one in shown { (figure(lang, report, one)) } }
                }
            }
        }
    }
}

fn figure(lang: Lang, report: &LikenessReport, one: &Measured) -> Markup {
    let written = |figure: Option<f64>| {
        figure.map_or("—".to_owned(), |figure| written(lang, one.measure, figure))
    };
    let (name, about) = words(lang, one.measure, report);
    html! {
        tr {
            th scope="row" { strong { (name) } small { (about) } }
            td {
                strong { (written(Some(one.twin))) }
                @if let Some(grade) = one.grade { " " (grade_of(lang, grade)) }
            }
            td { (written(one.real.filter(|_| one.measure != Measure::Coverage))) }
            td { (written(one.random.filter(|_| one.measure != Measure::Coverage))) }
        }
    }
}

fn grade_of(lang: Lang, grade: Grade) -> Markup {
    match grade {
        Grade::Good => html! { span.status.good { (t!(lang, "grade-good")) } },
        Grade::Fair => html! { span.status.quiet { (t!(lang, "grade-fair")) } },
        Grade::Poor => html! { span.status.bad { (t!(lang, "grade-poor")) } },
    }
}

/// A figure as it is written: shares in percent, distances with two decimals.
fn written(lang: Lang, measure: Measure, figure: f64) -> String {
    match measure {
        Measure::Habits | Measure::Lengths | Measure::Bursts | Measure::Delays => {
            model::decimal(lang, (figure * 100.0).round() / 100.0)
        }
        _ => percent(lang, figure),
    }
}

/// What a measure is called, and what it means.
fn words(lang: Lang, measure: Measure, report: &LikenessReport) -> (String, String) {
    let summary = &report.summary;
    match measure {
        Measure::TwoSample => {
            (t!(lang, "measure-two-sample"), t!(lang, "measure-two-sample-about"))
        }
        Measure::Attribution | Measure::AttributionMasked => (
            t!(lang, "measure-attribution"),
            t!(lang, "measure-attribution-about", people = summary.people),
        ),
        Measure::Habits => (t!(lang, "measure-habits"), t!(lang, "measure-habits-about")),
        Measure::Lengths => (t!(lang, "measure-lengths"), t!(lang, "measure-distance-about")),
        Measure::Bursts => (t!(lang, "measure-bursts"), t!(lang, "measure-bursts-about")),
        Measure::Content => {
            (t!(lang, "measure-content"), t!(lang, "measure-content-about", pool = summary.pool))
        }
        Measure::Delays => (t!(lang, "measure-delays"), t!(lang, "measure-distance-about")),
        Measure::Echo | Measure::Copies => {
            (t!(lang, "measure-echo"), t!(lang, "measure-echo-about"))
        }
        Measure::Coverage => (t!(lang, "measure-coverage"), t!(lang, "measure-coverage-about")),
    }
}

fn examples(lang: Lang, examples: &[Example]) -> Markup {
    html! {
        section.side-by-side {
            h2 { (t!(lang, "likeness-examples")) }
            p.note { (t!(lang, "likeness-examples-about")) }
            ol { @for one in examples { (example(lang, one)) } }
        }
    }
}

fn example(lang: Lang, one: &Example) -> Markup {
    html! {
        li.card {
            (context(one.context.as_slice()))
            div.two {
                div {
                    h3 { (t!(lang, "likeness-you")) }
                    div.dialogue { @for text in &one.real { p.bubble.mine dir="auto" { (text) } } }
                }
                div {
                    h3 { (t!(lang, "likeness-twin")) }
                    div.dialogue {
                        @for text in &one.twin { p.bubble.by-twin dir="auto" { (text) } }
                        @if one.itself.is_empty() { small.note { (t!(lang, "likeness-silent")) } }
                    }
                }
            }
        }
    }
}

/// What came before.
pub(super) fn context(said: &[(bool, String)]) -> Markup {
    html! {
        div.dialogue {
            @for (by_owner, text) in said { p.bubble.mine[*by_owner] dir="auto" { (text) } }
        }
    }
}
