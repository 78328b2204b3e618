//! Piper, voices that speak in this process: nothing leaves the machine and nothing is paid.
//!
//! A voice is two files of its maker's: `NAME.onnx`, a VITS model (J. Kim and others, 2021) that `rten`
//! runs, and `NAME.onnx.json`, which says how phonemes are numbered and how lively it speaks. The phonemes
//! come from the program espeak-ng, by which the voices were trained; it is started for each clause and
//! gets the text by its standard input. It is under the GPL, and so no part of this program.
//!
//! | module | what it holds |
//! |---|---|
//! | `settings` | the file beside the model |
//! | `clauses` | a text as sentences of clauses, each with the sign that ends it |
//! | `phonemes` | espeak-ng, and what it writes as numbers |
//! | `decoder` | the last part of the model, which is computed here |

pub(crate) mod clauses;
mod decoder;
mod phonemes;
mod settings;

use std::path::Path;
use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_onnx::onnx::ModelProto;
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::resample;
pub(crate) use clauses::{Sentence, sentences};
use decoder::{Decoder, Signal};
pub use phonemes::Espeak;
pub(crate) use phonemes::{NoPhonemes, letters};
use settings::Settings;

/// A voice that is loaded: about 130 MB for one of medium quality. It is shared between threads.
pub struct Piper {
    model: Model,
    nodes: Nodes,
    settings: Settings,
    /// The end of the model, and where that begins, if it is of a kind that is computed here.
    decoder: Option<(Decoder, Vec<NodeId>)>,
    /// One thread: a note is ready in a tenth of the time that it lasts, and others need the rest.
    threads: Arc<ThreadPool>,
    turn: Arc<Semaphore>,
}

/// Where the model takes and gives.
struct Nodes {
    phonemes: NodeId,
    length: NodeId,
    scales: NodeId,
    /// Of a voice with several speakers.
    speaker: Option<NodeId>,
    samples: NodeId,
}

/// Why files hold no voice that can be used.
#[derive(Debug, thiserror::Error)]
pub enum VoiceError {
    /// The file with the settings cannot be read.
    #[error("{path} cannot be read: {source}")]
    Io {
        /// Which file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The settings are not those of a voice.
    #[error("{path} does not describe a Piper voice: {reason}")]
    Settings {
        /// Which file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The model is another one, or broke off.
    #[error("{path} is no Piper voice: {reason}")]
    Model {
        /// Which file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is nobody of that name.
    #[error("this voice has no speaker {given}; it has {speakers}")]
    NoSpeaker {
        /// The name that was given.
        given: String,
        /// Those that it has.
        speakers: String,
    },
}

/// Silence between two sentences, in seconds.
const PAUSE: f32 = 0.2;
/// Samples a second of a note.
const NOTE_RATE: u32 = 48_000;
/// How loud the loudest is.
const PEAK: f32 = 0.9;

impl Piper {
    /// Loads a voice of a file such as `en_US-joe-medium.onnx`, beside which lies the `.onnx.json`.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or is no voice.
    pub fn load(path: &Path) -> Result<Self, VoiceError> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".json");
        let settings = Settings::read(Path::new(&beside))?;
        let no = |reason: String| VoiceError::Model { path: path.display().to_string(), reason };
        let decoder = std::fs::File::open(path).ok().and_then(|file| {
            let model = ModelProto::parse_file(file).ok()?;
            decoder::read(&model)
        });
        let options = ModelOptions::with_all_ops();
        let model = options.load_file(path).map_err(|error| no(error.to_string()))?;
        let node = |name: &str| model.node_id(name).map_err(|_| no(format!("it has no {name}")));
        let nodes = Nodes {
            phonemes: node("input")?,
            length: node("input_lengths")?,
            scales: node("scales")?,
            speaker: model.find_node("sid"),
            samples: *model.output_ids().first().ok_or_else(|| no("it says nothing".to_owned()))?,
        };
        let threads = Arc::new(ThreadPool::with_num_threads(1));
        let turn = Arc::new(Semaphore::new(1));
        let mut piper = Self { model, nodes, settings, decoder: None, threads, turn };
        piper.decoder = decoder.and_then(|decoder| piper.tried(decoder));
        Ok(piper)
    }

    /// A decoder that says the same as the whole model.
    fn tried(&self, decoder: Decoder) -> Option<(Decoder, Vec<NodeId>)> {
        const NEARLY: f32 = 1e-3;
        let nodes = decoder.given.iter().map(|name| self.model.find_node(name));
        let nodes: Vec<NodeId> = nodes.collect::<Option<_>>()?;
        let numbers = self.settings.numbers(" ");
        // Without chance, which is in how lively it speaks.
        let scales = [0.0, 1.0, 0.0];
        let whole = self.whole(&numbers, scales, 0).ok()?;
        let decoder = (decoder, nodes);
        let ours = self.decoded(&decoder, &numbers, scales, 0).ok()?;
        let is_same = whole.len() == ours.len()
            && whole.iter().zip(&ours).all(|(whole, ours)| (whole - ours).abs() < NEARLY);
        is_same.then_some(decoder)
    }

    /// The number of a speaker, by name or number; the first if none is named.
    ///
    /// # Errors
    ///
    /// There is no such speaker.
    pub fn speaker(&self, name: &str) -> Result<i32, VoiceError> {
        self.settings.speaker(name.trim())
    }

    /// What espeak-ng calls the language of this voice.
    pub(crate) fn tongue(&self) -> &str {
        self.settings.tongue()
    }

    /// Whether its phonemes are the letters themselves.
    pub(crate) fn reads_letters(&self) -> bool {
        self.settings.reads_letters()
    }

    /// Waits until nothing else is said with this voice.
    pub(crate) async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.turn).acquire_owned().await.ok()
    }

    /// Says sentences of phonemes, as samples of 48 kHz. It takes the processor for about a tenth of the
    /// time that it lasts.
    ///
    /// # Errors
    ///
    /// The model cannot say it, with its reason.
    pub(crate) fn say(&self, sentences: &[String], speaker: i32) -> Result<Vec<f32>, String> {
        let rate = self.settings.rate();
        let pause = (rate as f32 * PAUSE) as usize;
        let mut samples = Vec::new();
        for sentence in sentences {
            let numbers = self.settings.numbers(sentence);
            if !samples.is_empty() {
                samples.resize(samples.len() + pause, 0.0);
            }
            samples.extend(self.sentence(&numbers, speaker)?);
        }
        let loudest = samples.iter().fold(0.0_f32, |loudest, sample| loudest.max(sample.abs()));
        if loudest > 0.0 {
            for sample in &mut samples {
                *sample *= PEAK / loudest;
            }
        }
        Ok(resample(&samples, rate, NOTE_RATE))
    }

    fn sentence(&self, numbers: &[i32], speaker: i32) -> Result<Vec<f32>, String> {
        let scales = self.settings.scales();
        match &self.decoder {
            Some(decoder) => self.decoded(decoder, numbers, scales, speaker),
            None => self.whole(numbers, scales, speaker),
        }
    }

    /// The samples, by the whole model.
    fn whole(&self, numbers: &[i32], scales: [f32; 3], speaker: i32) -> Result<Vec<f32>, String> {
        let said = self.run(numbers, scales, speaker, &[self.nodes.samples])?;
        let samples = said.into_iter().next().and_then(Value::into_tensor::<f32>);
        Ok(samples.ok_or("it gives no numbers")?.into_data())
    }

    /// The samples, the last part of the way by the decoder.
    fn decoded(
        &self,
        (decoder, nodes): &(Decoder, Vec<NodeId>),
        numbers: &[i32],
        scales: [f32; 3],
        speaker: i32,
    ) -> Result<Vec<f32>, String> {
        let given = self.run(numbers, scales, speaker, nodes)?;
        let signal = |value: Value| {
            let tensor = value.into_tensor::<f32>()?;
            let [1, channels, ..] = *tensor.shape() else { return None };
            Some(Signal { channels, data: tensor.into_data() })
        };
        let given: Option<Vec<Signal>> = given.into_iter().map(signal).collect();
        let samples = given.and_then(|given| decoder.run(&given));
        samples.ok_or_else(|| "its last part does not fit what comes before it".to_owned())
    }

    fn run(
        &self,
        numbers: &[i32],
        scales: [f32; 3],
        speaker: i32,
        wanted: &[NodeId],
    ) -> Result<Vec<Value>, String> {
        let count = numbers.len();
        let length = i32::try_from(count).map_err(|error| error.to_string())?;
        let numbers = NdTensor::from_data([1, count], numbers.to_vec());
        let mut inputs: Vec<(NodeId, ValueOrView<'_>)> = vec![
            (self.nodes.phonemes, Value::from(numbers).into()),
            (self.nodes.length, Value::from(NdTensor::from([length])).into()),
            (self.nodes.scales, Value::from(NdTensor::from(scales)).into()),
        ];
        if let Some(node) = self.nodes.speaker {
            inputs.push((node, Value::from(NdTensor::from([speaker])).into()));
        }
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.threads)));
        self.model.run(inputs, wanted, Some(options)).map_err(|error| error.to_string())
    }
}
