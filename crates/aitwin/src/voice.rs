//! Makes the ears and mouths that the owner chose: providers over HTTP, Whisper in this process, and
//! programs.
//!
//! | written | who it is |
//! |---|---|
//! | `telegram` | Telegram's own speech recognition hears |
//! | `openai:MODEL` | OpenAI hears, or speaks |
//! | `elevenlabs:MODEL` | ElevenLabs speaks |
//! | `compatible:MODEL@ADDRESS` | a server that hears or speaks as OpenAI does |
//! | `whisper:MODEL` | Whisper hears in this process, with the weights of that name or file |
//! | `piper:VOICE` | a voice of Piper's speaks in this process, by its name or file |
//! | `program:PATH` | a program speaks: it reads a text and writes WAV |

mod administrators;
mod plain;
mod studio;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::{
    ChoiceError, Clock, Ear, KeyPlace, MadeVoice, ModelKey, ModelKeys, Mouth, NoSound, NoteMeasure,
    Recorded, VoiceChoice, VoiceMaker, VoiceStudio,
};
use voice::hear::{AnySound, EarChain, MessengerEar, OpenAiEar, WhisperEar};
use voice::note::Limits;
use voice::piper::{Espeak, Piper};
use voice::speak::{
    ElevenLabs, ElevenLabsMouth, OpenAiMouth, PiperMouth, Program, ProgramMouth, SoundFormat,
    VoiceSettings,
};
use voice::weights::Kind;
use voice::whisper::Whisper;
use voice::{Address, ApiKey, Http, KeyError, Patience, Site};

use crate::trouble::shortened;

pub(crate) use administrators::{Guard, LooksAfter};
use plain::Plain;

/// Who hears.
pub(crate) const EARS: &str = "telegram, openai, compatible, whisper";
/// Who speaks.
const MOUTHS: &str = "elevenlabs, openai, compatible, piper, program";

/// The ear that is Telegram's own.
const TELEGRAM: &str = "telegram";

/// How long an answer is waited for: a long note takes its time.
const PATIENCE: Duration = Duration::from_secs(120);

/// Makes ears and mouths.
pub(crate) struct Voices {
    http: Http,
    clock: Arc<dyn Clock>,
    /// Where the files of models are that are named without a folder.
    models: PathBuf,
    /// Weights that were read, by their files: they are large, and the same for everybody.
    whispers: Loaded<Whisper>,
    pipers: Loaded<Piper>,
    /// Files with keys, by the places that they are for.
    key_files: BTreeMap<String, PathBuf>,
    variable: fn(&str) -> Option<String>,
}

/// Models by their files.
type Loaded<T> = Mutex<BTreeMap<PathBuf, Arc<T>>>;

/// What stands before the colon, and what follows.
struct Spec<'a> {
    whole: &'a str,
    provider: &'a str,
    rest: &'a str,
}

/// A provider over HTTP, and what is asked of it.
struct Service {
    model: String,
    /// Its address, where that is another than the provider's own.
    address: Option<String>,
    place: String,
    home: &'static str,
    variable: &'static str,
    needs_key: bool,
}

impl Voices {
    /// Ears and mouths whose models' files are in a folder, and whose keys may be in files, by their places.
    pub(crate) fn new(
        clock: Arc<dyn Clock>,
        models: PathBuf,
        key_files: BTreeMap<String, PathBuf>,
    ) -> Result<Self, ChoiceError> {
        let http = Http::new().map_err(|error| ChoiceError::Unavailable(error.to_string()))?;
        let variable = |name: &str| std::env::var(name).ok();
        let (whispers, pipers) = (Mutex::default(), Mutex::default());
        Ok(Self { http, clock, models, whispers, pipers, key_files, variable })
    }

    /// The key for a service: the owner's own before that of the settings' file, and that before the environment's,
    /// which goes to the provider's own address only.
    fn key(&self, service: &Service, keys: &ModelKeys) -> Result<Option<ApiKey>, ChoiceError> {
        let text = match keys.get(&service.place) {
            Some(ModelKey(text)) => Some(text.to_string()),
            None if let Some(path) = self.key_files.get(&service.place) => {
                return ApiKey::from_file(path).map(Some).map_err(unreadable);
            }
            None if service.address.is_none() => (self.variable)(service.variable),
            None => None,
        };
        let key = text.filter(|text| !text.trim().is_empty()).map(|text| ApiKey::new(text.trim()));
        match key.transpose().map_err(|_| ChoiceError::BadKey)? {
            None if service.needs_key && service.address.is_none() => Err(ChoiceError::NoKey {
                provider: service.place.clone(),
                variable: service.variable.to_owned(),
            }),
            key => Ok(key),
        }
    }

    fn site(&self, service: &Service, keys: &ModelKeys) -> Result<Site, ChoiceError> {
        let address = service.address.as_deref().unwrap_or(service.home);
        let address: Address =
            address.parse().map_err(|problem| ChoiceError::BadAddress { problem })?;
        Ok(Site {
            address,
            key: self.key(service, keys)?,
            http: self.http.clone(),
            clock: Arc::clone(&self.clock),
            patience: Patience { answer: PATIENCE, whole: PATIENCE * 2, ..Patience::default() },
        })
    }

    fn ear(
        &self,
        text: &str,
        keys: &ModelKeys,
        guard: Option<&Guard>,
    ) -> Result<Arc<dyn Ear>, ChoiceError> {
        if text.trim() == TELEGRAM {
            return Ok(Arc::new(MessengerEar::new(TELEGRAM, Arc::clone(&self.clock))));
        }
        let spec = spec(text, EARS)?;
        let ear: Arc<dyn Ear> = match spec.provider {
            "whisper" => {
                let whisper = self.loaded(&spec, Kind::Whisper, &self.whispers, Whisper::load)?;
                let clock = Arc::clone(&self.clock);
                Arc::new(WhisperEar::new(spec.whole, whisper, Limits::default(), clock))
            }
            "openai" | "compatible" => {
                let service = service(&spec, OpenAiEar::ADDRESS, OpenAiEar::KEY_VARIABLE)?;
                let site = self.site(&service, keys)?;
                Arc::new(OpenAiEar::new(spec.whole, service.model, site))
            }
            _ => return Err(unknown(text, EARS)),
        };
        let ear: Arc<dyn Ear> = Arc::new(AnySound::new(ear, Limits::default()));
        Ok(match guard.filter(|_| is_run_here(spec.provider)) {
            Some(guard) => guard.ear(ear),
            None => ear,
        })
    }

    /// A model of a file, read once.
    fn loaded<T, E: std::fmt::Display>(
        &self,
        spec: &Spec<'_>,
        kind: Kind,
        all: &Loaded<T>,
        load: impl FnOnce(&Path) -> Result<T, E>,
    ) -> Result<Arc<T>, ChoiceError> {
        // One that is named by its whole path stays where it is.
        let path = self.models.join(kind.file(spec.rest));
        let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(model) = all.get(&path) {
            return Ok(Arc::clone(model));
        }
        if !path.exists() {
            let (path, name) = (path.display().to_string(), spec.whole.to_owned());
            return Err(ChoiceError::NoFile { path, name });
        }
        let named = |error| ChoiceError::Unavailable(format!("{}: {error}", path.display()));
        let model = Arc::new(load(&path).map_err(named)?);
        all.insert(path, Arc::clone(&model));
        Ok(model)
    }

    fn mouth(
        &self,
        choice: &VoiceChoice,
        keys: &ModelKeys,
        guard: Option<&Guard>,
    ) -> Result<Arc<dyn Mouth>, ChoiceError> {
        let spec = spec(&choice.mouth, MOUTHS)?;
        let mouth: Arc<dyn Mouth> = match spec.provider {
            "program" => {
                if !voice::speak::is_program(spec.rest) {
                    return Err(ChoiceError::NoProgram { program: shortened(spec.rest) });
                }
                let program = Program::new(spec.rest, Vec::new());
                Arc::new(ProgramMouth::new(spec.whole, program, Arc::clone(&self.clock)))
            }
            "piper" => {
                let piper = self.loaded(&spec, Kind::Piper, &self.pipers, Piper::load)?;
                let speaker = piper.speaker(&choice.voice).map_err(unusable)?;
                let clock = Arc::clone(&self.clock);
                Arc::new(PiperMouth::new(spec.whole, piper, speaker, Espeak::default(), clock))
            }
            "elevenlabs" => {
                let service = service(&spec, ElevenLabs::ADDRESS, ElevenLabs::KEY_VARIABLE)?;
                let service = Service { needs_key: true, ..service };
                let site = self.site(&service, keys)?;
                let provider = Arc::new(ElevenLabs::new(site));
                Arc::new(ElevenLabsMouth::new(
                    spec.whole,
                    provider,
                    named_voice(choice)?,
                    service.model,
                    VoiceSettings::default(),
                ))
            }
            "openai" | "compatible" => {
                let service = service(&spec, OpenAiMouth::ADDRESS, OpenAiMouth::KEY_VARIABLE)?;
                let site = self.site(&service, keys)?;
                let voice = named_voice(choice)?;
                let format = SoundFormat::default();
                Arc::new(OpenAiMouth::new(spec.whole, service.model, voice, format, site))
            }
            _ => return Err(unknown(&choice.mouth, MOUTHS)),
        };
        let mouth: Arc<dyn Mouth> = Arc::new(Plain(mouth));
        Ok(match guard.filter(|_| is_run_here(spec.provider)) {
            Some(guard) => guard.mouth(mouth),
            None => mouth,
        })
    }

    fn make_for(
        &self,
        choice: &VoiceChoice,
        keys: &ModelKeys,
        guard: Option<&Guard>,
    ) -> Result<MadeVoice, ChoiceError> {
        let mut made = MadeVoice::default();
        if !choice.ear.is_empty() {
            let first = self.ear(&choice.ear, keys, guard)?;
            let others = choice.ear_fallback.iter().map(|ear| self.ear(ear, keys, guard));
            let others = others.collect::<Result<Vec<_>, _>>()?;
            made.ear = Some(match others.is_empty() {
                true => first,
                false => Arc::new(EarChain::new(first, others, Arc::clone(&self.clock))),
            });
        } else if !choice.ear_fallback.is_empty() {
            return Err(ChoiceError::OnlyFallback);
        }
        if !choice.mouth.is_empty() {
            made.mouth = Some(self.mouth(choice, keys, guard)?);
        }
        Ok(made)
    }

    /// The place whose key a choice of an ear or a mouth uses, if it uses one.
    fn key_place(
        &self,
        text: &str,
        all: &str,
        home: &'static str,
        variable: &'static str,
    ) -> Result<Option<KeyPlace>, ChoiceError> {
        if all == EARS && text.trim() == TELEGRAM {
            return Ok(None);
        }
        let spec = spec(text, all)?;
        if is_run_here(spec.provider) {
            // What the server runs or reads is for its administrators to choose.
            return Ok(Some(KeyPlace {
                place: spec.whole.to_owned(),
                takes_key: false,
                needed: false,
                variable: None,
                outside: false,
                is_public: false,
            }));
        }
        let service = service(&spec, home, variable)?;
        let is_at_home = service.address.is_none();
        Ok(Some(KeyPlace {
            takes_key: true,
            needed: service.needs_key && is_at_home,
            variable: is_at_home.then_some(service.variable),
            outside: self.key_files.contains_key(&service.place)
                || is_at_home && (self.variable)(service.variable).is_some(),
            is_public: is_at_home,
            place: service.place,
        }))
    }
}

impl VoiceMaker for Voices {
    fn make(&self, choice: &VoiceChoice, keys: &ModelKeys) -> Result<MadeVoice, ChoiceError> {
        self.make_for(choice, keys, None)
    }

    fn key_places(&self, choice: &VoiceChoice) -> Result<Vec<KeyPlace>, ChoiceError> {
        let mut places: Vec<KeyPlace> = Vec::new();
        let ears = std::iter::once(&choice.ear).chain(&choice.ear_fallback);
        for ear in ears.filter(|ear| !ear.is_empty()) {
            let place = self.key_place(ear, EARS, OpenAiEar::ADDRESS, OpenAiEar::KEY_VARIABLE)?;
            places.extend(place);
        }
        if !choice.mouth.is_empty() {
            let is_elevenlabs = choice.mouth.trim().starts_with("elevenlabs:");
            let (home, variable) = match is_elevenlabs {
                true => (ElevenLabs::ADDRESS, ElevenLabs::KEY_VARIABLE),
                false => (OpenAiMouth::ADDRESS, OpenAiMouth::KEY_VARIABLE),
            };
            places.extend(self.key_place(&choice.mouth, MOUTHS, home, variable)?);
        }
        let mut known = Vec::new();
        places.retain(|place| {
            let is_new = !known.contains(&place.place);
            known.push(place.place.clone());
            is_new
        });
        Ok(places)
    }

    fn studio_place(&self, choice: &VoiceChoice) -> KeyPlace {
        studio::place(self, choice)
    }

    fn mouth_at(&self, place: &str, model: Option<&str>) -> String {
        studio::mouth_at(place, model)
    }

    fn mouth_is_at(&self, mouth: &str, place: &str) -> bool {
        studio::of(self, mouth).is_some_and(|of| of.place == place)
    }

    fn studio(&self, place: &str, keys: &ModelKeys) -> Result<Arc<dyn VoiceStudio>, ChoiceError> {
        studio::made(self, place, keys)
    }

    fn measure(&self, note: &[u8]) -> Result<NoteMeasure, NoSound> {
        voice::measure(note, studio::RECORDED)
    }

    fn record(&self, recording: &[u8]) -> Result<Recorded, NoSound> {
        voice::record(recording, studio::RECORDED)
    }
}

/// Makes the ears and mouths of one owner, who may be an administrator, or not any more.
pub(crate) struct OwnersVoices {
    pub(crate) voices: Arc<Voices>,
    pub(crate) guard: Guard,
}

impl VoiceMaker for OwnersVoices {
    fn make(&self, choice: &VoiceChoice, keys: &ModelKeys) -> Result<MadeVoice, ChoiceError> {
        self.voices.make_for(choice, keys, Some(&self.guard))
    }

    fn key_places(&self, choice: &VoiceChoice) -> Result<Vec<KeyPlace>, ChoiceError> {
        self.voices.key_places(choice)
    }

    fn studio_place(&self, choice: &VoiceChoice) -> KeyPlace {
        self.voices.studio_place(choice)
    }

    fn mouth_at(&self, place: &str, model: Option<&str>) -> String {
        self.voices.mouth_at(place, model)
    }

    fn mouth_is_at(&self, mouth: &str, place: &str) -> bool {
        self.voices.mouth_is_at(mouth, place)
    }

    fn studio(&self, place: &str, keys: &ModelKeys) -> Result<Arc<dyn VoiceStudio>, ChoiceError> {
        self.voices.studio(place, keys)
    }

    fn measure(&self, note: &[u8]) -> Result<NoteMeasure, NoSound> {
        self.voices.measure(note)
    }

    fn record(&self, recording: &[u8]) -> Result<Recorded, NoSound> {
        self.voices.record(recording)
    }
}

/// Whether that is a program which the server runs, or a file which it reads.
fn is_run_here(provider: &str) -> bool {
    matches!(provider, "whisper" | "piper" | "program")
}

fn spec<'a>(text: &'a str, all: &str) -> Result<Spec<'a>, ChoiceError> {
    let whole = text.trim();
    let (provider, rest) = whole.split_once(':').ok_or_else(|| unknown(text, all))?;
    if !all.split(", ").any(|known| known == provider) {
        return Err(unknown(text, all));
    }
    if rest.trim().is_empty() {
        return Err(ChoiceError::NoModel { provider: provider.to_owned() });
    }
    Ok(Spec { whole, provider, rest: rest.trim() })
}

fn service(
    spec: &Spec<'_>,
    home: &'static str,
    variable: &'static str,
) -> Result<Service, ChoiceError> {
    let provider = spec.provider;
    let (model, address) = match spec.rest.split_once('@') {
        Some((model, address)) => (model, Some(address.trim().to_owned())),
        None => (spec.rest, None),
    };
    if model.is_empty() || model.contains(char::is_whitespace) {
        return Err(ChoiceError::NoModel { provider: provider.to_owned() });
    }
    if provider == "compatible" && address.is_none() {
        return Err(ChoiceError::NoAddress {
            provider: provider.to_owned(),
            model: shortened(model),
        });
    }
    let place = match &address {
        Some(address) => format!("{provider}@{address}"),
        None => provider.to_owned(),
    };
    let needs_key = provider != "compatible";
    Ok(Service { model: model.to_owned(), address, place, home, variable, needs_key })
}

fn unreadable(error: KeyError) -> ChoiceError {
    match error {
        KeyError::Bad => ChoiceError::BadKey,
        KeyError::File { path, source } => {
            ChoiceError::KeyFile { path: path.display().to_string(), problem: source.to_string() }
        }
    }
}

fn unusable(error: impl std::fmt::Display) -> ChoiceError {
    ChoiceError::Unavailable(error.to_string())
}

fn unknown(given: &str, all: &str) -> ChoiceError {
    ChoiceError::UnknownProvider { given: shortened(given), providers: all.to_owned() }
}

/// The voice of a choice, without which no provider speaks.
fn named_voice(choice: &VoiceChoice) -> Result<String, ChoiceError> {
    let voice = choice.voice.trim();
    match voice.is_empty() {
        true => Err(ChoiceError::NoVoice),
        false => Ok(voice.to_owned()),
    }
}

#[cfg(test)]
mod tests;
