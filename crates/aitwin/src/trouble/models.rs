//! Models that cannot be made of what the owner chose, and models that do not answer.

use domain::{AddressProblem, ChoiceError};
use engine::ModelTrouble;

use crate::language::{Texts, text};

pub(crate) fn of_choice(texts: &Texts, error: &ChoiceError) -> String {
    match error {
        ChoiceError::UnknownProvider { given, providers } => {
            text!(texts, "model-unknown", given = given.as_str(), providers = providers.as_str())
        }
        ChoiceError::NoModel { provider } => {
            text!(texts, "model-no-name", provider = provider.as_str())
        }
        ChoiceError::NoAddress { provider, model } => {
            text!(texts, "model-no-address", spec = format!("{provider}:{model}"))
        }
        ChoiceError::BadAddress { problem } => {
            text!(texts, "model-bad-address", problem = address(texts, *problem))
        }
        ChoiceError::NoKey { provider, variable } => {
            text!(texts, "model-no-key", provider = provider.as_str(), variable = variable.as_str())
        }
        ChoiceError::BadKey => text!(texts, "model-bad-key"),
        ChoiceError::KeyFile { path, problem } => {
            text!(texts, "model-key-file", path = path.as_str(), problem = problem.as_str())
        }
        ChoiceError::NoPrices => text!(texts, "model-no-prices"),
        ChoiceError::BadNumber { field, given } => {
            text!(
                texts,
                "model-bad-number",
                field = format!("model.{field}"),
                given = given.as_str()
            )
        }
        ChoiceError::OnlyProviders { place } => {
            text!(texts, "model-only-providers", place = place.as_str())
        }
        ChoiceError::NoFile { path, name } => {
            text!(texts, "trouble-voice-no-file", path = path.as_str(), name = name.as_str())
        }
        ChoiceError::NoProgram { program } => {
            text!(texts, "trouble-voice-no-program", program = program.as_str())
        }
        ChoiceError::NoVoice => text!(texts, "model-no-voice"),
        ChoiceError::OnlyFallback => text!(texts, "model-only-fallback"),
        ChoiceError::Unavailable(problem) => {
            text!(texts, "model-unavailable", problem = problem.as_str())
        }
    }
}

/// What is wrong with a model's address.
pub(super) fn address(texts: &Texts, problem: AddressProblem) -> String {
    match problem {
        AddressProblem::Unreadable => text!(texts, "address-unreadable"),
        AddressProblem::Scheme => text!(texts, "address-scheme"),
        AddressProblem::Password => text!(texts, "address-password"),
        AddressProblem::Query => text!(texts, "address-query"),
        AddressProblem::LastPart => text!(texts, "address-last-part"),
    }
}

/// Why a model wrote nothing that could be used.
pub(crate) fn of_model(texts: &Texts, trouble: &ModelTrouble) -> String {
    match trouble {
        ModelTrouble::RateLimited => text!(texts, "model-rate-limited"),
        ModelTrouble::Unavailable => text!(texts, "model-unreachable"),
        ModelTrouble::TimedOut => text!(texts, "model-timed-out"),
        ModelTrouble::BudgetSpent { .. } => text!(texts, "model-budget-spent"),
        ModelTrouble::Key => text!(texts, "model-key-refused"),
        ModelTrouble::NoCredit => text!(texts, "model-no-credit"),
        ModelTrouble::UnknownModel => text!(texts, "model-not-there"),
        ModelTrouble::Filtered => text!(texts, "model-filtered"),
        ModelTrouble::TooLong => text!(texts, "model-too-long"),
        ModelTrouble::Refused { reason } => {
            text!(texts, "model-refused", reason = reason.as_str())
        }
        ModelTrouble::Malformed => text!(texts, "model-malformed"),
        ModelTrouble::NothingFits { .. } => text!(texts, "model-nothing-fits"),
    }
}
