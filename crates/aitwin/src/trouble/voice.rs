//! What the settings say of who hears and who speaks, and cannot be used.

use domain::ChoiceError;

use super::models::{address, of_choice};
use crate::language::{Texts, text};
use crate::voice::EARS;

pub(super) fn of_voice(texts: &Texts, error: &ChoiceError) -> String {
    match error {
        ChoiceError::UnknownProvider { given, providers } => {
            let setting = if providers == EARS { "voice.ear" } else { "voice.mouth" };
            text!(
                texts,
                "trouble-voice-unknown",
                given = given.as_str(),
                setting = setting,
                providers = providers.as_str()
            )
        }
        ChoiceError::NoModel { provider } => {
            text!(texts, "trouble-voice-no-model", provider = provider.as_str())
        }
        ChoiceError::NoAddress { provider, model } => {
            text!(texts, "trouble-voice-no-address", spec = format!("{provider}:{model}"))
        }
        ChoiceError::BadAddress { problem } => {
            text!(texts, "trouble-voice-bad-address", problem = address(texts, *problem))
        }
        ChoiceError::NoKey { provider, variable } => {
            text!(
                texts,
                "trouble-voice-no-key",
                provider = provider.as_str(),
                variable = variable.as_str()
            )
        }
        ChoiceError::KeyFile { path, problem } => {
            text!(texts, "trouble-voice-key-file", path = path.as_str(), problem = problem.as_str())
        }
        ChoiceError::NoVoice => text!(texts, "trouble-voice-no-voice"),
        ChoiceError::OnlyFallback => text!(texts, "trouble-voice-only-fallback"),
        ChoiceError::Unavailable(problem) => {
            text!(texts, "trouble-voice-unavailable", problem = problem.as_str())
        }
        // What is left says nothing of models.
        other => of_choice(texts, other),
    }
}
