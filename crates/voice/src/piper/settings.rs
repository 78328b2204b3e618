//! The file beside a voice's model.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization as _;

use super::VoiceError;

/// What of the file is used, by the names that are in it.
#[derive(Debug, Deserialize)]
pub(super) struct Settings {
    audio: Audio,
    espeak: Option<Language>,
    #[serde(default)]
    inference: Inference,
    #[serde(default)]
    phoneme_type: PhonemeType,
    phoneme_id_map: BTreeMap<String, Vec<i32>>,
    #[serde(default)]
    speaker_id_map: BTreeMap<String, i32>,
    #[serde(default)]
    num_speakers: i32,
}

#[derive(Debug, Deserialize)]
struct Audio {
    sample_rate: u32,
}

#[derive(Debug, Deserialize)]
struct Language {
    voice: String,
}

/// How lively it speaks.
#[derive(Debug, Deserialize)]
#[serde(default)]
struct Inference {
    noise_scale: f32,
    length_scale: f32,
    noise_w: f32,
}

impl Default for Inference {
    fn default() -> Self {
        Self { noise_scale: 0.667, length_scale: 1.0, noise_w: 0.8 }
    }
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum PhonemeType {
    #[default]
    Espeak,
    /// The letters are the phonemes.
    Text,
}

/// What stands before and after a sentence, and between two phonemes.
const START: &str = "^";
const END: &str = "$";
const BETWEEN: &str = "_";

impl Settings {
    pub(super) fn read(path: &Path) -> Result<Self, VoiceError> {
        let named = || path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| VoiceError::Io { path: named(), source })?;
        let settings: Self = serde_json::from_str(&text)
            .map_err(|error| VoiceError::Settings { path: named(), reason: error.to_string() })?;
        settings.check().map_err(|reason| VoiceError::Settings { path: named(), reason })?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), String> {
        if !(8_000..=96_000).contains(&self.audio.sample_rate) {
            return Err(format!("its rate is {} samples a second", self.audio.sample_rate));
        }
        for sign in [START, END, BETWEEN] {
            if !self.phoneme_id_map.contains_key(sign) {
                return Err(format!("its phonemes have no {sign}"));
            }
        }
        if self.phoneme_type == PhonemeType::Espeak && self.espeak.is_none() {
            return Err("it names no voice of espeak-ng".to_owned());
        }
        Ok(())
    }

    pub(super) fn rate(&self) -> u32 {
        self.audio.sample_rate
    }

    pub(super) fn tongue(&self) -> &str {
        self.espeak.as_ref().map_or("", |language| &language.voice)
    }

    pub(super) fn reads_letters(&self) -> bool {
        self.phoneme_type == PhonemeType::Text
    }

    /// How much it varies in sound, how slow it is, and how much it varies in length.
    pub(super) fn scales(&self) -> [f32; 3] {
        let Inference { noise_scale, length_scale, noise_w } = self.inference;
        [noise_scale, length_scale, noise_w]
    }

    pub(super) fn speaker(&self, name: &str) -> Result<i32, VoiceError> {
        let known = self.speaker_id_map.get(name).copied();
        let by_number = || {
            let number = name.parse().ok()?;
            (0..self.num_speakers.max(1)).contains(&number).then_some(number)
        };
        if name.is_empty() {
            return Ok(0);
        }
        known.or_else(by_number).ok_or_else(|| VoiceError::NoSpeaker {
            given: name.to_owned(),
            speakers: match self.speaker_id_map.is_empty() {
                true => "one only: leave the speaker out".to_owned(),
                false => self.speaker_id_map.keys().cloned().collect::<Vec<_>>().join(", "),
            },
        })
    }

    /// The numbers of a sentence's phonemes. Of what the voice has never heard nothing is said.
    pub(super) fn numbers(&self, sentence: &str) -> Vec<i32> {
        let of = |sign: &str| self.phoneme_id_map.get(sign).map_or(&[][..], Vec::as_slice);
        let mut numbers = [of(START), of(BETWEEN)].concat();
        let mut buffer = [0; 4];
        // Accents stand behind their letters, as where the voices were trained.
        for phoneme in sentence.nfd() {
            let known = of(phoneme.encode_utf8(&mut buffer));
            if !known.is_empty() {
                numbers.extend(known);
                numbers.extend(of(BETWEEN));
            }
        }
        numbers.extend(of(END));
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOICE: &str = r#"{
        "audio": {"sample_rate": 22050, "quality": "medium"},
        "espeak": {"voice": "ru"},
        "inference": {"noise_scale": 0.5},
        "num_speakers": 2,
        "speaker_id_map": {"anna": 0, "boris": 1},
        "phoneme_id_map": {"_": [0], "^": [1], "$": [2], " ": [3], "a": [14], "c": [15], "̧": [140, 141]}
    }"#;

    fn settings() -> Settings {
        serde_json::from_str(VOICE).unwrap()
    }

    #[test]
    fn phonemes_have_the_voices_numbers_with_a_gap_between_them() {
        assert_eq!(settings().numbers("ça a"), [1, 0, 15, 0, 140, 141, 0, 14, 0, 3, 0, 14, 0, 2]);
        assert_eq!(settings().numbers("жж"), [1, 0, 2]);
    }

    #[test]
    fn speakers_are_found_by_name_and_by_number() {
        let settings = settings();
        assert_eq!(settings.speaker("").unwrap(), 0);
        assert_eq!(settings.speaker("boris").unwrap(), 1);
        assert_eq!(settings.speaker("1").unwrap(), 1);
        let told = settings.speaker("2").unwrap_err().to_string();
        assert_eq!(told, "this voice has no speaker 2; it has anna, boris");
    }

    #[test]
    fn what_is_not_said_is_as_voices_mostly_have_it() {
        assert_eq!(settings().scales(), [0.5, 1.0, 0.8]);
        assert!(!settings().reads_letters());
    }

    #[test]
    fn a_file_that_describes_no_voice_is_refused_with_a_reason() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.onnx.json");
        let told = |text: &str| {
            std::fs::write(&path, text).unwrap();
            Settings::read(&path).unwrap_err().to_string()
        };
        assert!(told("{}").contains("missing field"), "{}", told("{}"));
        assert!(told(&VOICE.replace("22050", "5")).ends_with("its rate is 5 samples a second"));
        assert!(told(&VOICE.replace("\"$\"", "\"%\"")).ends_with("its phonemes have no $"));
        std::fs::remove_file(&path).unwrap();
        let told = Settings::read(&path).unwrap_err().to_string();
        assert!(told.contains("a.onnx.json cannot be read"), "{told}");
    }
}
