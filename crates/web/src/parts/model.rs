//! What is said of models: why none can be made, why one wrote nothing, what it took.

use domain::{AddressProblem, ChoiceError, LONGEST_TIMEOUT_S, MOST_CANDIDATES};
use engine::{ModelTrouble, Rule, Verdict};

use crate::i18n::{Lang, t};

/// Why no model can be made of what was chosen, and what to do.
pub(crate) fn choice_problem(lang: Lang, problem: &ChoiceError) -> String {
    match problem {
        ChoiceError::UnknownProvider { given, providers } => {
            t!(lang, "choice-unknown", given = given.as_str(), providers = providers.as_str())
        }
        ChoiceError::NoModel { provider } => {
            t!(lang, "choice-no-name", provider = provider.as_str())
        }
        ChoiceError::NoAddress { provider, model } => {
            t!(lang, "choice-no-address", spec = format!("{provider}:{model}"))
        }
        ChoiceError::BadAddress { problem } => {
            t!(lang, "choice-bad-address", problem = address(lang, *problem))
        }
        ChoiceError::NoKey { provider, variable } => {
            t!(lang, "choice-no-key", provider = provider.as_str(), variable = variable.as_str())
        }
        ChoiceError::BadKey => t!(lang, "choice-bad-key"),
        ChoiceError::KeyFile { path, problem } => {
            t!(lang, "choice-key-file", path = path.as_str(), problem = problem.as_str())
        }
        ChoiceError::NoPrices => t!(lang, "choice-no-prices"),
        ChoiceError::BadNumber { given, .. } if given.is_empty() => t!(lang, "choice-no-number"),
        ChoiceError::BadNumber { field, given } => {
            let given = given.as_str();
            match *field {
                "candidates" => {
                    t!(lang, "rules-bad-number", given = given, least = 1, most = MOST_CANDIDATES)
                }
                "timeout_s" => {
                    t!(lang, "rules-bad-number", given = given, least = 1, most = LONGEST_TIMEOUT_S)
                }
                "tokens_per_day" => t!(lang, "choice-bad-count", given = given),
                _ => t!(lang, "choice-bad-number", given = given),
            }
        }
        ChoiceError::OnlyProviders { place } => {
            t!(lang, "choice-only-providers", place = place.as_str())
        }
        ChoiceError::NoFile { path, name } => {
            t!(lang, "choice-no-file", path = path.as_str(), name = name.as_str())
        }
        ChoiceError::NoProgram { program } => {
            t!(lang, "choice-no-program", program = program.as_str())
        }
        ChoiceError::NoVoice => t!(lang, "choice-no-voice"),
        ChoiceError::OnlyFallback => t!(lang, "choice-only-fallback"),
        ChoiceError::Unavailable(problem) => {
            t!(lang, "choice-unavailable", problem = problem.as_str())
        }
    }
}

/// What is wrong with a model's address.
fn address(lang: Lang, problem: AddressProblem) -> String {
    match problem {
        AddressProblem::Unreadable => t!(lang, "address-unreadable"),
        AddressProblem::Scheme => t!(lang, "address-scheme"),
        AddressProblem::Password => t!(lang, "address-password"),
        AddressProblem::Query => t!(lang, "address-query"),
        AddressProblem::LastPart => t!(lang, "address-last-part"),
    }
}

/// Why a model wrote nothing that could be used.
pub(crate) fn trouble(lang: Lang, trouble: &ModelTrouble) -> String {
    match trouble {
        ModelTrouble::RateLimited => t!(lang, "trouble-rate-limited"),
        ModelTrouble::Unavailable => t!(lang, "trouble-unreachable"),
        ModelTrouble::TimedOut => t!(lang, "trouble-timed-out"),
        ModelTrouble::BudgetSpent { .. } => t!(lang, "trouble-budget-spent"),
        ModelTrouble::Key => t!(lang, "trouble-key"),
        ModelTrouble::NoCredit => t!(lang, "trouble-no-credit"),
        ModelTrouble::UnknownModel => t!(lang, "trouble-unknown-model"),
        ModelTrouble::Filtered => t!(lang, "trouble-filtered"),
        ModelTrouble::TooLong => t!(lang, "trouble-too-long"),
        ModelTrouble::Refused { reason } => {
            t!(lang, "trouble-refused", reason = reason.as_str())
        }
        ModelTrouble::Malformed => t!(lang, "trouble-malformed"),
        ModelTrouble::NothingFits { .. } => t!(lang, "trouble-nothing-fits"),
    }
}

/// What the owner can do about that, where a model was asked in vain.
pub(crate) fn remedy(lang: Lang, trouble: &ModelTrouble) -> String {
    match trouble {
        ModelTrouble::RateLimited => t!(lang, "remedy-rate-limited"),
        ModelTrouble::Unavailable | ModelTrouble::TimedOut | ModelTrouble::Malformed => {
            t!(lang, "remedy-unreachable")
        }
        ModelTrouble::BudgetSpent { .. } => t!(lang, "remedy-budget"),
        ModelTrouble::Key => t!(lang, "remedy-key"),
        ModelTrouble::NoCredit => t!(lang, "remedy-no-credit"),
        ModelTrouble::UnknownModel => t!(lang, "remedy-unknown-model"),
        ModelTrouble::Refused { .. }
        | ModelTrouble::Filtered
        | ModelTrouble::TooLong
        | ModelTrouble::NothingFits { .. } => t!(lang, "remedy-another"),
    }
}

/// What the guard says of a draft.
pub(crate) fn verdict(lang: Lang, verdict: Verdict) -> String {
    match verdict {
        Verdict::Allow => t!(lang, "verdict-allow"),
        Verdict::Refuse(rule) => t!(lang, "verdict-refuse", rule = rule_name(lang, rule)),
        Verdict::AskOwner(rule) => t!(lang, "verdict-ask", rule = rule_name(lang, rule)),
    }
}

/// What a rule of the guard minds, in a few words.
pub(crate) fn rule_name(lang: Lang, rule: Rule) -> String {
    match rule {
        Rule::Empty => t!(lang, "rule-empty"),
        Rule::Invisible => t!(lang, "rule-invisible"),
        Rule::Markup => t!(lang, "rule-markup"),
        Rule::Length => t!(lang, "rule-length"),
        Rule::Repetition => t!(lang, "rule-repetition"),
        Rule::Language => t!(lang, "rule-language"),
        Rule::Links => t!(lang, "rule-links"),
        Rule::Secrets => t!(lang, "rule-secrets"),
        Rule::Prompt => t!(lang, "rule-prompt"),
        Rule::Narration => t!(lang, "rule-narration"),
        Rule::Assistant => t!(lang, "rule-assistant"),
        Rule::Elsewhere => t!(lang, "rule-elsewhere"),
        Rule::Identity => t!(lang, "rule-identity"),
        Rule::Names => t!(lang, "rule-names"),
        Rule::Commitments => t!(lang, "rule-commitments"),
        Rule::Hurts => t!(lang, "rule-hurts"),
        Rule::NeverSaid => t!(lang, "rule-never-said"),
        Rule::LeftToOwner => t!(lang, "rule-left-to-owner"),
        Rule::Money => t!(lang, "rule-money"),
        Rule::Whereabouts => t!(lang, "rule-whereabouts"),
        Rule::Figures => t!(lang, "rule-figures"),
        Rule::Facts => t!(lang, "rule-facts"),
    }
}

/// An amount of money, from billionths.
pub(crate) fn money(lang: Lang, billionths: u64) -> String {
    decimal(lang, (billionths as f64 / 1e5).round() / 1e4)
}

/// A number as the language writes it.
pub(crate) fn decimal(lang: Lang, number: f64) -> String {
    let written = number.to_string();
    match lang {
        Lang::En => written,
        Lang::Ru => written.replace('.', ","),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_the_language_does() {
        assert_eq!(money(Lang::En, 1_234_567_890), "1.2346");
        assert_eq!(money(Lang::Ru, 50_000_000), "0,05");
        assert_eq!(money(Lang::Ru, 0), "0");
    }
}
