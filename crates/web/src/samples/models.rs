//! The model's page, and what models were asked.

use std::time::Duration;

use domain::{
    AddressProblem, ChoiceError, DailyBudget, KeyPlace, ModelChoice, PeerId, Spending, Taken,
    TokenPrices, Usage,
};
use engine::{
    AilingModel, Asked, CancelReason, Draft, ExplainedReply, Explanation, KeyView, ModelTrouble,
    ModelView, Origin, Outcome, Rule, SilenceReason, Trial, Verdict, Weighed,
};
use maud::Markup;

use super::cast::{HOSTILE, account_id, at, friend, memories, reply};
use super::view;
use crate::i18n::Lang;
use crate::pages::explained;
use crate::pages::model::{Shown, page};

const USAGE: Usage = Usage { prompt: 2_310, cached: 1_900, completion: 96, estimated: 350 };

fn chosen() -> ModelView {
    let place = |place: &str, needed, entered| KeyView {
        at: KeyPlace {
            place: place.to_owned(),
            takes_key: true,
            needed,
            variable: needed.then_some("GEMINI_API_KEY"),
            outside: false,
            is_public: true,
        },
        entered,
    };
    let choice = ModelChoice {
        model: "gemini:gemini-2.5-flash".to_owned(),
        fallback: vec![HOSTILE.to_owned()],
        prices: Some(TokenPrices { input: 0.3, cached: Some(0.03), output: 2.5 }),
        budget: DailyBudget { tokens_per_day: Some(200_000), money_per_day: Some(0.5) },
        ..ModelChoice::default()
    };
    ModelView {
        origin: Origin::Page,
        stored: Some(choice.clone()),
        choice,
        writes: Some("gemini:gemini-2.5-flash".to_owned()),
        problem: None,
        keys: vec![place("gemini", true, true), place(HOSTILE, false, false)],
        spent: Spending { until: at(9), usage: USAGE, billionths: 1_200_000 },
        ailing: vec![
            AilingModel {
                model: "gemini:gemini-2.5-flash".to_owned(),
                at: at(1),
                why: ModelTrouble::RateLimited,
                until: Some(at(3_600)),
            },
            AilingModel {
                model: HOSTILE.to_owned(),
                at: at(1),
                why: ModelTrouble::Refused { reason: HOSTILE.to_owned() },
                until: None,
            },
        ],
    }
}

fn problems() -> Vec<ChoiceError> {
    let text = || HOSTILE.to_owned();
    let addresses = [
        AddressProblem::Unreadable,
        AddressProblem::Scheme,
        AddressProblem::Password,
        AddressProblem::Query,
        AddressProblem::LastPart,
    ];
    let mut problems = vec![
        ChoiceError::UnknownProvider { given: text(), providers: text() },
        ChoiceError::NoModel { provider: text() },
        ChoiceError::NoAddress { provider: text(), model: text() },
        ChoiceError::NoKey { provider: text(), variable: text() },
        ChoiceError::BadKey,
        ChoiceError::KeyFile { path: text(), problem: text() },
        ChoiceError::NoPrices,
        ChoiceError::OnlyProviders { place: "compatible@http://10.0.0.1/v1".to_owned() },
        ChoiceError::BadNumber { field: "candidates", given: text() },
        ChoiceError::OnlyFallback,
        ChoiceError::NoFile { path: text(), name: text() },
        ChoiceError::NoProgram { program: text() },
        ChoiceError::NoVoice,
        ChoiceError::Unavailable(text()),
    ];
    problems.extend(addresses.map(|problem| ChoiceError::BadAddress { problem }));
    problems
}

/// The model's page in its states.
pub(super) fn model_pages(lang: Lang) -> Vec<(String, Markup)> {
    let model = chosen();
    let view = view(lang, "/model");
    let plain = Shown { model: &model, typed: &model.choice, problem: None, tried: None };
    let none = ModelView {
        choice: ModelChoice::default(),
        origin: Origin::Default,
        stored: None,
        writes: None,
        keys: vec![],
        ..chosen()
    };
    let tried = Ok(Trial {
        model: HOSTILE.to_owned(),
        text: HOSTILE.to_owned(),
        taken: Taken { usage: USAGE, billionths: 812_000 },
        took: Duration::from_millis(1_234),
    });
    let failed = Err(ModelTrouble::Key);
    let mut pages = vec![
        ("model".to_owned(), page(&view, &plain)),
        (
            "model-none".to_owned(),
            page(&view, &Shown { model: &none, typed: &none.choice, ..plain }),
        ),
        ("model-tried".to_owned(), page(&view, &Shown { tried: Some(&tried), ..plain })),
        ("model-failed".to_owned(), page(&view, &Shown { tried: Some(&failed), ..plain })),
    ];
    for (number, problem) in problems().iter().enumerate() {
        let shown = Shown { problem: Some(problem), ..plain };
        pages.push((format!("model-problem-{number}"), page(&view, &shown)));
    }
    pages
}

fn explanations() -> Vec<ExplainedReply> {
    let draft = |score, verdict| Weighed {
        draft: Draft { bubbles: vec![HOSTILE.to_owned()], score, likeness: 0.7 },
        verdict,
    };
    let bubbles = || vec!["го".to_owned(), HOSTILE.to_owned()];
    let outcomes = [
        Outcome::Silent,
        Outcome::Planned { bubbles: bubbles(), confidence: 0.8 },
        Outcome::Watched { bubbles: bubbles(), confidence: 0.8 },
        Outcome::AskedOwner { rule: Rule::Names, bubbles: bubbles() },
        Outcome::Failed {
            why: ModelTrouble::NothingFits {
                reason: SilenceReason::OnlyRisky { rule: Some(Rule::Names) },
            },
            said: vec![],
        },
        Outcome::Failed { why: ModelTrouble::TimedOut, said: bubbles() },
        Outcome::GivenUp { why: CancelReason::OwnerWrote },
        Outcome::GivenUp { why: CancelReason::NewMessage },
        Outcome::GivenUp { why: CancelReason::ModeChanged },
        Outcome::GivenUp { why: CancelReason::Changed },
    ];
    let explained = |outcome| ExplainedReply {
        id: reply(),
        account: account_id(),
        chat: PeerId(2),
        at: at(4),
        explanation: Explanation {
            asked: Asked {
                model: "gemini:gemini-2.5-flash".to_owned(),
                rules: HOSTILE.to_owned(),
                backbone: "> привет\n< ку\n".to_owned(),
                transcript: HOSTILE.to_owned(),
                stop: vec!["\n>".to_owned()],
                candidates: 4,
                temperature: 1.0,
                max_tokens: 60,
                seed: 7,
                shown: memories(),
                known: vec![HOSTILE.to_owned()],
            },
            answered: Some("gemini:gemini-2.5-flash".to_owned()),
            candidates: vec![HOSTILE.to_owned()],
            drafts: vec![
                draft(1.5, Verdict::Allow),
                draft(0.2, Verdict::Refuse(Rule::Links)),
                draft(-3.0, Verdict::AskOwner(Rule::Commitments)),
            ],
            usage: USAGE,
            cost: Some(812_000),
            took_ms: 1_234,
            outcome,
        },
    };
    outcomes.into_iter().map(explained).collect()
}

/// What models were asked: the list, and each kind of outcome.
pub(super) fn explained_pages(lang: Lang) -> Vec<(String, Markup)> {
    let view = view(lang, "/accounts/1/chats/2");
    let (all, with) = (explanations(), friend().title);
    let list = explained::list_page(&view, &with, "/accounts/1/chats/2", &all);
    let empty = explained::list_page(&view, HOSTILE, "/accounts/1/chats/2", &[]);
    let mut pages = vec![("explained-list".to_owned(), list), ("explained-none".to_owned(), empty)];
    for (number, one) in all.iter().enumerate() {
        pages.push((format!("explained-{number}"), explained::page(&view, one)));
    }
    pages
}
