//! The markup of the model's page.

use domain::{ChoiceError, ModelChoice, PromptSize, Taken, Usage, WithoutModel};
use engine::{AilingModel, KeyView, ModelTrouble, ModelView, Origin, Trial};
use maud::{Markup, html};

use super::form;
use crate::i18n::{Lang, t};
use crate::layout::{self, View};
use crate::parts::field::{Beside, problem};
use crate::parts::model::{choice_problem, decimal, money, remedy, trouble};
use crate::parts::time;

/// What the page shows.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// What is in force.
    pub(crate) model: &'a ModelView,
    /// What stands in the form.
    pub(crate) typed: &'a ModelChoice,
    /// Why that was not taken.
    pub(crate) problem: Option<&'a ChoiceError>,
    /// What came of a try.
    pub(crate) tried: Option<&'a Result<Trial, ModelTrouble>>,
}

pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "model-title");
    let content = html! {
        header.heading { div { h1 { (title) } p { (t!(lang, "model-about")) } } }
        div.beside {
            (now(lang, shown))
            (choice(lang, shown))
        }
    };
    layout::page(view, &title, content)
}

/// Which model writes, what it took today, and the try.
fn now(lang: Lang, Shown { model, tried, .. }: &Shown<'_>) -> Markup {
    html! {
        section.card.model.now {
            @match &model.writes {
                Some(name) => p { (t!(lang, "model-writes")) " " code { (name) } },
                None => p { (t!(lang, "model-none")) },
            }
            p.note {
                @match model.origin {
                    Origin::Default => (t!(lang, "model-origin-default")),
                    Origin::Settings => (t!(lang, "model-origin-settings")),
                    Origin::Page => (t!(lang, "model-origin-page")),
                    Origin::CommandLine => (t!(lang, "model-origin-command-line")),
                }
            }
            @if let Some(problem) = &model.problem {
                p.problem role="alert" { (choice_problem(lang, problem)) }
            }
            @for ailing in &model.ailing { (ails(lang, model, ailing)) }
            (spending(lang, model))
            @if model.writes.is_some() {
                form method="post" action="/model/try" {
                    button.plain type="submit" { (t!(lang, "model-try")) }
                }
            }
            @match tried {
                Some(Ok(trial)) => (trial_of(lang, trial)),
                Some(Err(why)) => p.problem role="alert" { (trouble(lang, why)) },
                None => {}
            }
        }
    }
}

/// Why a model does not write now, until when, and what to do.
fn ails(lang: Lang, model: &ModelView, ailing: &AilingModel) -> Markup {
    let AilingModel { model: name, at, why, until } = ailing;
    let is_of_all = matches!(why, ModelTrouble::BudgetSpent { .. });
    html! {
        div.problem role="status" {
            @if !is_of_all {
                p { code { (name) } " · " (t!(lang, "model-ailing-asked")) " " (time::lately(*at)) }
            }
            p { strong { (trouble(lang, why)) } }
            p {
                @match until {
                    Some(until) => {
                        (t!(lang, "model-ailing-until")) " " (time::moment(*until)) ". "
                        @if is_of_all || model.choice.fallback.is_empty() {
                            @match model.choice.without {
                                WithoutModel::Recall => (t!(lang, "model-ailing-recall")),
                                WithoutModel::Silence => (t!(lang, "model-ailing-silence")),
                            }
                        } @else {
                            (t!(lang, "model-ailing-others"))
                        }
                    }
                    None => (t!(lang, "model-ailing-again")),
                }
                " " (remedy(lang, why))
            }
        }
    }
}

fn spending(lang: Lang, model: &ModelView) -> Markup {
    let Usage { prompt, cached, completion, estimated } = model.spent.usage;
    let total = model.spent.usage.total();
    let budget = model.choice.budget;
    let spent = money(lang, model.spent.billionths);
    html! {
        div.spent {
            p { (t!(lang, "model-spent", prompt = prompt, cached = cached, written = completion)) }
            @if let Some(tokens) = budget.tokens_per_day {
                p { (t!(lang, "model-spent-of-tokens", total = total, tokens = tokens)) }
            }
            @if model.choice.prices.is_some() {
                p {
                    (t!(lang, "model-spent-money", money = spent))
                    @if let Some(most) = budget.money_per_day {
                        " " (t!(lang, "model-spent-of-money", most = decimal(lang, most)))
                    }
                }
            }
            @if estimated > 0 { p.note { (t!(lang, "model-spent-estimated", tokens = estimated)) } }
        }
    }
}

fn trial_of(lang: Lang, trial: &Trial) -> Markup {
    let Taken { usage: Usage { prompt, completion, .. }, billionths } = trial.taken;
    let seconds = decimal(lang, (trial.took.as_secs_f64() * 10.0).round() / 10.0);
    html! {
        div.trial role="status" {
            p { (t!(lang, "model-tried")) }
            div.said { p.text { (trial.text) } }
            p.facts {
                code { (trial.model) }
                span { (seconds) " " (t!(lang, "unit-seconds")) }
                span { (t!(lang, "model-tokens", read = prompt, written = completion)) }
                @if billionths > 0 { span { (money(lang, billionths)) } }
            }
        }
    }
}

/// The form.
fn choice(lang: Lang, Shown { model, typed, problem: why, .. }: &Shown<'_>) -> Markup {
    let others = typed.fallback.join("\n");
    let beside =
        |field: &str| Beside::problem_if(why.is_some_and(|why| form::is_due_to(why, typed, field)));
    let first = Beside::hint("model-hint").wrong_if(beside(form::MODEL).is_wrong().is_some());
    let fallback = beside(form::FALLBACK);
    let field = |name: &str, label: &str, value: Option<String>| {
        field(lang, name, label, value, beside(name))
    };
    let said = |number: Option<f64>| number.map(|number| number.to_string());
    html! {
        section.card.model {
            h2 { (t!(lang, "model-choice")) }
            (problem(why.map(|why| choice_problem(lang, why)).as_deref()))
            form method="post" action="/model" autocomplete="off" {
                label for="model" { (t!(lang, "model-model")) }
                input #model type="text" name=(form::MODEL) value=(typed.model)
                    placeholder="gemini:gemini-2.5-flash" spellcheck="false"
                    aria-describedby=[first.by()] aria-invalid=[first.is_wrong()];
                p #model-hint .note { (t!(lang, "model-model-hint")) }
                label for="fallback" { (t!(lang, "model-fallback")) }
                textarea #fallback name=(form::FALLBACK) rows="2" spellcheck="false"
                    aria-describedby=[fallback.by()] aria-invalid=[fallback.is_wrong()] { (others) }
                (keys(lang, &model.keys, beside(form::KEY)))
                fieldset aria-describedby="prices-hint" {
                    legend { (t!(lang, "model-prices")) }
                    div.grid {
                        (field(form::PRICE_IN, &t!(lang, "model-price-in"), said(typed.prices.map(|prices| prices.input))))
                        (field(form::PRICE_CACHED, &t!(lang, "model-price-cached"), said(typed.prices.and_then(|prices| prices.cached))))
                        (field(form::PRICE_OUT, &t!(lang, "model-price-out"), said(typed.prices.map(|prices| prices.output))))
                    }
                    p #prices-hint .note { (t!(lang, "model-prices-hint")) }
                }
                fieldset aria-describedby="budget-hint" {
                    legend { (t!(lang, "model-budget")) }
                    div.grid {
                        (field(form::TOKENS, &t!(lang, "model-budget-tokens"), typed.budget.tokens_per_day.map(|tokens| tokens.to_string())))
                        (field(form::MONEY, &t!(lang, "model-budget-money"), said(typed.budget.money_per_day)))
                    }
                    p #budget-hint .note { (t!(lang, "model-budget-hint")) }
                }
                fieldset {
                    legend { (t!(lang, "model-without")) }
                    (radio(form::WITHOUT, "recall", typed.without == WithoutModel::Recall, &t!(lang, "model-without-recall")))
                    (radio(form::WITHOUT, form::SILENCE, typed.without == WithoutModel::Silence, &t!(lang, "model-without-silence")))
                }
                fieldset {
                    legend { (t!(lang, "model-capacity")) }
                    (radio(form::CAPACITY, "", typed.capacity.is_none(), &t!(lang, "model-capacity-auto")))
                    (radio(form::CAPACITY, form::SMALL, typed.capacity == Some(PromptSize::Small), &t!(lang, "model-capacity-small")))
                    (radio(form::CAPACITY, form::LARGE, typed.capacity == Some(PromptSize::Large), &t!(lang, "model-capacity-large")))
                }
                div.grid {
                    (field(form::CANDIDATES, &t!(lang, "model-candidates"), Some(typed.candidates.to_string())))
                    (field(form::TIMEOUT, &t!(lang, "model-timeout"), Some(typed.timeout_s.to_string())))
                }
                button type="submit" { (t!(lang, "save")) }
                @if model.stored.is_some() {
                    button.secondary type="submit" formaction="/model/settings" { (t!(lang, "model-forget")) }
                }
            }
        }
    }
}

/// The places of keys, the first model's first; a key that is set is never shown.
fn keys(lang: Lang, keys: &[KeyView], beside: Beside<'_>) -> Markup {
    html! {
        @if keys.is_empty() { (key(lang, form::KEY, None, beside)) }
        @for (place, view) in keys.iter().enumerate() {
            @let name = if place == 0 { form::KEY.to_owned() } else { format!("{}{}", form::KEY_OF, view.at.place) };
            (key(lang, &name, Some(view), beside))
        }
    }
}

fn key(lang: Lang, name: &str, view: Option<&KeyView>, beside: Beside<'_>) -> Markup {
    let id = format!("field-{name}");
    html! {
        label for=(id) {
            (t!(lang, "model-key"))
            @if let Some(KeyView { at, entered }) = view {
                " " code { (at.place) } " · "
                @if *entered { (t!(lang, "model-key-set")) }
                @else if at.outside { (t!(lang, "model-key-outside")) }
                @else if at.needed { strong { (t!(lang, "model-key-missing")) } }
                @else { (t!(lang, "model-key-not-set")) }
            }
        }
        div.key {
            input id=(id) type="password" name=(name) autocomplete="off" spellcheck="false"
                placeholder=(t!(lang, "model-key-placeholder"))
                aria-describedby=[beside.by()] aria-invalid=[beside.is_wrong()];
            @if let Some(view) = view.filter(|view| view.entered) {
                button.secondary type="submit" formaction="/model/key" name=(form::FORGET)
                    value=(view.at.place) { (t!(lang, "model-key-forget")) }
            }
        }
        @if let Some(variable) = view.and_then(|view| view.at.variable) {
            p.note { (t!(lang, "model-key-variable", variable = variable)) }
        }
    }
}

fn field(lang: Lang, name: &str, label: &str, value: Option<String>, beside: Beside<'_>) -> Markup {
    let id = format!("field-{name}");
    let value = value.map(|value| if lang == Lang::Ru { value.replace('.', ",") } else { value });
    html! {
        label for=(id) {
            (label)
            input id=(id) type="text" inputmode="decimal" name=(name) value=[value]
                aria-describedby=[beside.by()] aria-invalid=[beside.is_wrong()];
        }
    }
}

fn radio(name: &str, value: &str, checked: bool, label: &str) -> Markup {
    html! {
        label {
            input type="radio" name=(name) value=(value) checked[checked];
            (label)
        }
    }
}
