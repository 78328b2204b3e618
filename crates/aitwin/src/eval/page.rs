//! The report as one page that needs nothing from elsewhere. All texts of people are escaped, and
//! were masked when the report was made.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use twin::measure::{Example, Measure, Report};

use super::{card, habit, measure, plots};
use crate::language::{Texts, text};

const STYLE: &str = include_str!("page.css");

/// The page.
pub(crate) fn page(texts: &Texts, report: &Report) -> String {
    let head = card::head(texts, report);
    let title = head.first().cloned().unwrap_or_default();
    html! {
        (DOCTYPE)
        html lang=(texts.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (title) }
                    @for line in &head[1..] { p { (line) } }
                    (measures(texts, report))
                    @for note in card::notes(texts, report) { p.note { (note) } }
                    (guard(texts, report))
                    (drawings(texts, report))
                    (habits(texts, report))
                    h2 { (text!(texts, "page-examples")) }
                    @for example in &report.examples { (side_by_side(texts, example)) }
                }
            }
        }
    }
    .into_string()
}

fn measures(texts: &Texts, report: &Report) -> Markup {
    html! {
        table.measures {
            @for measure in Measure::ALL {
                @if let Some((figure, beside)) = card::figure(texts, report, measure) {
                    tr {
                        th scope="row" { (measure::name(measure, texts)) }
                        td.figure { (figure) }
                        td {
                            @if let Some(grade) = report.grade(measure) {
                                span class=(format!("grade {grade:?}")) { (measure::grade(grade, texts)) }
                            }
                        }
                        td {
                            (measure::meaning(measure, texts, report))
                            @if let Some(beside) = beside { br; small { (beside) } }
                        }
                    }
                }
            }
        }
    }
}

fn guard(texts: &Texts, report: &Report) -> Markup {
    let rules = card::by_rule(texts, &report.real_alarms);
    html! {
        h2 { (text!(texts, "eval-guard")) }
        @for line in card::guard(texts, report) { p { (line) } }
        @if !rules.is_empty() {
            table.habits {
                tr {
                    th scope="col" { (text!(texts, "page-rule")) }
                    th scope="col" { (text!(texts, "page-refused")) }
                    th scope="col" { (text!(texts, "page-asked")) }
                }
                @for (name, refused, asked) in rules {
                    tr {
                        th scope="row" { (name) }
                        td.figure { (refused) }
                        td.figure { (asked) }
                    }
                }
            }
        }
    }
}

fn legend(texts: &Texts) -> Markup {
    html! {
        p.legend {
            span.real { "■" } " " (text!(texts, "page-you")) " "
            span.twin { "■" } " " (text!(texts, "page-twin"))
        }
    }
}

fn figure(title: &str, drawing: &Markup) -> Markup {
    html! { figure { figcaption { (title) } (drawing) } }
}

fn drawings(texts: &Texts, report: &Report) -> Markup {
    let lengths = [1.0, 5.0, 20.0, 80.0, 300.0, 1500.0].map(|n| (n, format!("{n}")));
    let delays = [
        (5.0, text!(texts, "page-seconds", count = 5)),
        (60.0, text!(texts, "page-minutes", count = 1)),
        (600.0, text!(texts, "page-minutes", count = 10)),
        (7200.0, text!(texts, "page-hours", count = 2)),
        (86400.0, text!(texts, "page-hours", count = 24)),
    ];
    let chance = report.against().map_or(0.1, |against| against.chance);
    let titles = [
        text!(texts, "page-lengths"),
        text!(texts, "page-delays"),
        text!(texts, "page-bursts"),
        text!(texts, "page-trade"),
    ];
    html! {
        h2 { (text!(texts, "page-drawings")) }
        (legend(texts))
        div.drawings {
            (figure(&titles[0], &plots::cumulative(&titles[0], &report.lengths, &lengths)))
            (figure(&titles[1], &plots::cumulative(&titles[1], &report.delays, &delays)))
            (figure(&titles[2], &plots::bursts(&titles[2], &report.bursts)))
            (figure(&titles[3], &plots::trade(&titles[3], &report.curve, chance)))
        }
    }
}

fn habits(texts: &Texts, report: &Report) -> Markup {
    let sides = report.habits.real.iter().zip(&report.habits.twin).enumerate();
    // What neither does says nothing.
    let shown = sides.filter(|(_, (real, twin))| real.max(**twin) >= 0.005);
    html! {
        h2 { (text!(texts, "page-habits")) }
        (legend(texts))
        table.habits {
            @for (at, (real, twin)) in shown {
                tr {
                    th scope="row" { (habit::name(texts, at)) }
                    td { (plots::pair(*real, *twin)) }
                    td.figure { (texts.decimal(*real, 2)) }
                    td.figure { (texts.decimal(*twin, 2)) }
                }
            }
        }
    }
}

fn side_by_side(texts: &Texts, example: &Example) -> Markup {
    let bubbles = |said: &[String]| {
        html! { @for text in said { p.bubble dir="auto" { (text) } } }
    };
    html! {
        section.example {
            div.context {
                @for (own, text) in &example.context {
                    p class=(if *own { "bubble own" } else { "bubble" }) dir="auto" { (text) }
                }
            }
            div.sides {
                div.real { h3 { (text!(texts, "page-you")) } (bubbles(&example.real)) }
                div.twin {
                    h3 { (text!(texts, "page-twin")) }
                    (bubbles(&example.twin))
                    @if example.itself.is_empty() { p.note { (text!(texts, "page-silence")) } }
                }
            }
        }
    }
}
