//! From the fields of the form to a choice and its keys.

use std::str::FromStr;

use domain::{
    ChoiceError, DailyBudget, ModelChoice, ModelKey, ModelKeys, PromptSize, TokenPrices,
    WithoutModel,
};

use super::Fields;

pub(super) const MODEL: &str = "model";
pub(super) const FALLBACK: &str = "fallback";
/// The key for the first model.
pub(super) const KEY: &str = "key";
/// What stands before the place of another key.
pub(super) const KEY_OF: &str = "key:";
/// The place whose key is to be forgotten.
pub(super) const FORGET: &str = "forget";
pub(super) const PRICE_IN: &str = "price_in";
pub(super) const PRICE_CACHED: &str = "price_cached";
pub(super) const PRICE_OUT: &str = "price_out";
pub(super) const TOKENS: &str = "tokens_per_day";
pub(super) const MONEY: &str = "money_per_day";
pub(super) const WITHOUT: &str = "without";
pub(super) const SILENCE: &str = "silence";
pub(super) const CANDIDATES: &str = "candidates";
pub(super) const CAPACITY: &str = "capacity";
pub(super) const SMALL: &str = "small";
pub(super) const LARGE: &str = "large";
pub(super) const TIMEOUT: &str = "timeout_s";

/// As much of the choice as can be read, and what cannot.
pub(super) fn choice(fields: &Fields) -> (ModelChoice, Option<ChoiceError>) {
    let mut problem = None;
    let lines = fields.get(FALLBACK).map(String::as_str).unwrap_or_default().lines();
    let mut choice = ModelChoice {
        model: fields.get(MODEL).map(|model| model.trim().to_owned()).unwrap_or_default(),
        fallback: lines.map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        without: match fields.get(WITHOUT).map(String::as_str) {
            Some(SILENCE) => WithoutModel::Silence,
            _ => WithoutModel::Recall,
        },
        capacity: match fields.get(CAPACITY).map(String::as_str) {
            Some(SMALL) => Some(PromptSize::Small),
            Some(LARGE) => Some(PromptSize::Large),
            _ => None,
        },
        ..ModelChoice::default()
    };
    let input = number(fields, PRICE_IN, &mut problem);
    let cached = number(fields, PRICE_CACHED, &mut problem);
    let output = number(fields, PRICE_OUT, &mut problem);
    choice.prices = match (input, output) {
        (Some(input), Some(output)) => Some(TokenPrices { input, cached, output }),
        (None, None) => None,
        (None, Some(_)) => missing(PRICE_IN, &mut problem),
        (Some(_), None) => missing(PRICE_OUT, &mut problem),
    };
    choice.budget = DailyBudget {
        tokens_per_day: number(fields, TOKENS, &mut problem),
        money_per_day: number(fields, MONEY, &mut problem),
    };
    choice.candidates = number(fields, CANDIDATES, &mut problem).unwrap_or(choice.candidates);
    choice.timeout_s = number(fields, TIMEOUT, &mut problem).unwrap_or(choice.timeout_s);
    (choice, problem)
}

/// Whether what stands in a field is why a choice was not taken. Where it is not told which of several, it is each.
pub(super) fn is_due_to(problem: &ChoiceError, typed: &ModelChoice, field: &str) -> bool {
    match problem {
        ChoiceError::BadNumber { field: wrong, .. } => match *wrong {
            "prices.in" => field == PRICE_IN,
            "prices.cached" => field == PRICE_CACHED,
            "prices.out" => field == PRICE_OUT,
            "budget.money_per_day" => field == MONEY,
            wrong => field == wrong,
        },
        ChoiceError::NoPrices => matches!(field, PRICE_IN | PRICE_OUT),
        ChoiceError::OnlyFallback => field == MODEL,
        ChoiceError::NoKey { .. } | ChoiceError::BadKey | ChoiceError::KeyFile { .. } => {
            field == KEY
        }
        ChoiceError::NoVoice | ChoiceError::NoProgram { .. } | ChoiceError::Unavailable(_) => false,
        ChoiceError::UnknownProvider { .. }
        | ChoiceError::NoModel { .. }
        | ChoiceError::NoAddress { .. }
        | ChoiceError::BadAddress { .. }
        | ChoiceError::OnlyProviders { .. }
        | ChoiceError::NoFile { .. } => {
            field == MODEL || (field == FALLBACK && !typed.fallback.is_empty())
        }
    }
}

/// A number that may be left out; a decimal comma is one too.
fn number<T: FromStr>(
    fields: &Fields,
    field: &'static str,
    problem: &mut Option<ChoiceError>,
) -> Option<T> {
    let given = fields.get(field)?.trim();
    if given.is_empty() {
        return None;
    }
    let number = given.replace(',', ".").parse().ok();
    if number.is_none() {
        *problem = Some(ChoiceError::BadNumber { field, given: given.to_owned() });
    }
    number
}

fn missing<T>(field: &'static str, problem: &mut Option<ChoiceError>) -> Option<T> {
    problem.get_or_insert(ChoiceError::BadNumber { field, given: String::new() });
    None
}

/// The keys that were entered: for the first model, and by their places.
pub(super) fn keys(fields: &Fields) -> (Option<ModelKey>, ModelKeys) {
    let entered = |text: &String| {
        let text = text.trim();
        (!text.is_empty()).then(|| ModelKey(text.to_owned().into()))
    };
    let others = fields
        .iter()
        .filter_map(|(name, text)| Some((name.strip_prefix(KEY_OF)?.to_owned(), entered(text)?)));
    (fields.get(KEY).and_then(entered), others.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(given: &[(&str, &str)]) -> Fields {
        given.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn a_whole_form_is_a_choice() {
        let (choice, problem) = choice(&fields(&[
            (MODEL, " gemini:gemini-2.5-flash "),
            (FALLBACK, "ollama:gemma3\r\n\r\n groq:x\r\n"),
            (PRICE_IN, "0,30"),
            (PRICE_CACHED, ""),
            (PRICE_OUT, "2.50"),
            (TOKENS, "100000"),
            (MONEY, ""),
            (WITHOUT, SILENCE),
            (CANDIDATES, "2"),
            (CAPACITY, LARGE),
            (TIMEOUT, ""),
        ]));
        assert_eq!(problem, None);
        let prices = TokenPrices { input: 0.3, cached: None, output: 2.5 };
        let budget = DailyBudget { tokens_per_day: Some(100_000), money_per_day: None };
        assert_eq!(
            choice,
            ModelChoice {
                model: "gemini:gemini-2.5-flash".to_owned(),
                fallback: vec!["ollama:gemma3".to_owned(), "groq:x".to_owned()],
                prices: Some(prices),
                budget,
                without: WithoutModel::Silence,
                candidates: 2,
                capacity: Some(PromptSize::Large),
                ..ModelChoice::default()
            }
        );
    }

    #[test]
    fn what_is_no_number_is_told_and_the_rest_is_kept() {
        let (typed, problem) = choice(&fields(&[(MODEL, "ollama:x"), (TOKENS, "many")]));
        assert_eq!(typed.model, "ollama:x");
        let bad =
            |field, given: &str| Some(ChoiceError::BadNumber { field, given: given.to_owned() });
        assert_eq!(problem, bad(TOKENS, "many"));
        let (_, problem) = choice(&fields(&[(PRICE_OUT, "1")]));
        assert_eq!(problem, bad(PRICE_IN, ""));
    }

    #[test]
    fn the_field_that_is_wrong_is_known() {
        let (typed, problem) = choice(&fields(&[(MODEL, "ollama:x"), (TOKENS, "many")]));
        let problem = problem.unwrap();
        assert!(is_due_to(&problem, &typed, TOKENS) && !is_due_to(&problem, &typed, MODEL));
        let no_address = ChoiceError::NoAddress { provider: "x".into(), model: "y".into() };
        assert!(is_due_to(&no_address, &typed, MODEL));
        assert!(!is_due_to(&no_address, &typed, FALLBACK), "there is none");
    }

    #[test]
    fn an_empty_field_is_no_key() {
        let (first, others) = keys(&fields(&[(KEY, " "), ("key:groq", "gsk"), ("key:x", "")]));
        assert_eq!(first, None);
        assert_eq!(others.keys().collect::<Vec<_>>(), ["groq"]);
    }
}
