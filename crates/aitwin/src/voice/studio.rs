//! Whoever makes voices of the owner's recordings: ElevenLabs, where the choice speaks by it, else at its own
//! address.

use std::sync::Arc;
use std::time::Duration;

use domain::{ChoiceError, KeyPlace, ModelKeys, VoiceChoice, VoiceStudio};
use voice::note::Limits;
use voice::speak::ElevenLabs;

use super::{MOUTHS, Service, Voices, service, spec};

/// Who makes voices of recordings.
const STUDIO: &str = "elevenlabs";

/// What a voice may be made of: three minutes, and WAV of as long.
pub(super) const RECORDED: Limits =
    Limits { bytes: 24 * 1024 * 1024, duration: Duration::from_secs(3 * 60 + 5) };

/// Where voices are made, beside a choice.
pub(super) fn place(voices: &Voices, choice: &VoiceChoice) -> KeyPlace {
    let usual = || KeyPlace {
        place: STUDIO.to_owned(),
        takes_key: true,
        needed: true,
        variable: Some(ElevenLabs::KEY_VARIABLE),
        outside: voices.key_files.contains_key(STUDIO)
            || (voices.variable)(ElevenLabs::KEY_VARIABLE).is_some(),
        is_public: true,
    };
    of(voices, &choice.mouth).unwrap_or_else(usual)
}

/// The place of a mouth, if voices are made there.
pub(super) fn of(voices: &Voices, mouth: &str) -> Option<KeyPlace> {
    mouth.trim().strip_prefix(STUDIO)?.strip_prefix(':')?;
    let place = voices.key_place(mouth, MOUTHS, ElevenLabs::ADDRESS, ElevenLabs::KEY_VARIABLE);
    place.ok().flatten()
}

/// How a choice names a model at a place.
pub(super) fn mouth_at(place: &str, model: Option<&str>) -> String {
    let model = model.unwrap_or(ElevenLabs::MODEL);
    match place.split_once('@') {
        Some((provider, address)) => format!("{provider}:{model}@{address}"),
        None => format!("{place}:{model}"),
    }
}

/// Whoever makes voices at a place.
pub(super) fn made(
    voices: &Voices,
    place: &str,
    keys: &ModelKeys,
) -> Result<Arc<dyn VoiceStudio>, ChoiceError> {
    let mouth = mouth_at(place, None);
    let service = service(&spec(&mouth, STUDIO)?, ElevenLabs::ADDRESS, ElevenLabs::KEY_VARIABLE)?;
    let service = Service { needs_key: true, ..service };
    Ok(Arc::new(ElevenLabs::new(voices.site(&service, keys)?)))
}

#[cfg(test)]
mod tests {
    use domain::{ModelKey, VoiceMaker};

    use super::super::tests::{choice, nothing, voices};
    use super::*;

    #[test]
    fn voices_are_made_where_the_choice_speaks_else_at_the_provider() {
        let made = voices(nothing);
        let at = "elevenlabs@http://127.0.0.1:9/v1";
        let elsewhere = choice("", "elevenlabs:eleven_v3@http://127.0.0.1:9/v1");
        assert_eq!(made.studio_place(&elsewhere).place, at);
        let place = made.studio_place(&choice("", "openai:tts"));
        assert_eq!((&*place.place, place.needed, place.is_public), ("elevenlabs", true, true));
        assert_eq!(made.mouth_at(at, Some("eleven_v3")), elsewhere.mouth);
        assert_eq!(made.mouth_at("elevenlabs", None), "elevenlabs:eleven_multilingual_v2");
        assert!(made.mouth_is_at(&elsewhere.mouth, at) && !made.mouth_is_at(at, "elevenlabs"));
        assert!(!made.mouth_is_at("", "elevenlabs"));
        let problem = made.studio("elevenlabs", &ModelKeys::new()).err();
        assert!(matches!(problem, Some(ChoiceError::NoKey { .. })), "{problem:?}");
        let keys = ModelKeys::from([("elevenlabs".to_owned(), ModelKey("xi".to_owned().into()))]);
        assert!(made.studio("elevenlabs", &keys).is_ok());
        assert!(made.studio(at, &ModelKeys::new()).is_ok());
    }
}
