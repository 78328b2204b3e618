//! Weights in whisper.cpp's form: a head, the filters of the ear, the vocabulary, then each matrix with
//! its name.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Why a file holds no weights that can be used.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// It cannot be read.
    #[error("the weights cannot be read")]
    Io(#[from] std::io::Error),
    /// It is another file, or one that broke off.
    #[error("the file holds no Whisper weights in ggml's form: {0}")]
    Not(String),
    /// Its numbers are packed in a form that is not read here.
    #[error("its weights are packed in form {0}, which is not read: take one with f16 or q8_0")]
    Packed(u32),
}

pub(super) fn not(what: impl Into<String>) -> WeightsError {
    WeightsError::Not(what.into())
}

/// How large everything is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) vocabulary: usize,
    /// Places of the encoder: one for 20 ms.
    pub(super) audio_places: usize,
    pub(super) audio_width: usize,
    pub(super) audio_heads: usize,
    pub(super) audio_layers: usize,
    /// Places of the decoder: one for each token.
    pub(super) text_places: usize,
    pub(super) text_width: usize,
    pub(super) text_heads: usize,
    pub(super) text_layers: usize,
    pub(super) mels: usize,
}

/// The filters that make mels of a spectrum, one row for each.
pub(super) struct Filters {
    pub(super) mels: usize,
    pub(super) rows: Vec<f32>,
}

/// Where a matrix stands.
struct Entry {
    elements: usize,
    kind: u32,
    at: u64,
}

/// An open file: matrices are read one after another, so that none is in memory twice.
pub(super) struct Weights {
    pub(super) shape: Shape,
    pub(super) filters: Filters,
    pub(super) vocabulary: Vec<Vec<u8>>,
    entries: HashMap<String, Entry>,
    file: BufReader<File>,
}

const F32: u32 = 0;
const F16: u32 = 1;
const Q8_0: u32 = 8;
/// Bytes of a block of 32 numbers: their scale in 16 bits, then 8 bits of each.
const Q8_BLOCK: usize = 34;
/// Frequencies of a spectrum.
pub(super) const FREQUENCIES: usize = 201;

impl Weights {
    pub(super) fn open(path: &Path) -> Result<Self, WeightsError> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut file = BufReader::with_capacity(1 << 20, file);
        if number(&mut file)? != 0x6767_6d6c {
            return Err(not("it does not begin as one"));
        }
        let mut head = [0; 11];
        for place in &mut head {
            *place = size(&mut file, 1 << 20)?;
        }
        let [vocabulary, audio_places, audio_width, audio_heads, audio_layers, text_places, ..] =
            head;
        let [.., text_width, text_heads, text_layers, mels, _form] = head;
        let shape = Shape {
            vocabulary,
            audio_places,
            audio_width,
            audio_heads,
            audio_layers,
            text_places,
            text_width,
            text_heads,
            text_layers,
            mels,
        };
        shape.check()?;
        let filters = filters(&mut file, mels)?;
        let words = size(&mut file, 1 << 17)?;
        let mut vocabulary = Vec::with_capacity(words);
        for _ in 0..words {
            let length = size(&mut file, 1 << 10)?;
            let mut word = vec![0; length];
            file.read_exact(&mut word)?;
            vocabulary.push(word);
        }
        let entries = entries(&mut file, length)?;
        Ok(Self { shape, filters, vocabulary, entries, file })
    }

    /// A matrix of so many numbers.
    pub(super) fn take(&mut self, name: &str, elements: usize) -> Result<Vec<f32>, WeightsError> {
        let entry = self.entries.get(name).ok_or_else(|| not(format!("it has no {name}")))?;
        if entry.elements != elements {
            return Err(not(format!("{name} has {} numbers, not {elements}", entry.elements)));
        }
        let kind = entry.kind;
        self.file.seek(SeekFrom::Start(entry.at))?;
        let mut bytes = vec![0; bytes_of(kind, elements)?];
        self.file.read_exact(&mut bytes)?;
        let numbers = match kind {
            F32 => bytes
                .chunks_exact(4)
                .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
                .collect(),
            F16 => bytes.chunks_exact(2).map(|two| half([two[0], two[1]])).collect(),
            _ => bytes
                .chunks_exact(Q8_BLOCK)
                .flat_map(|block| {
                    let scale = half([block[0], block[1]]);
                    block[2..].iter().map(move |byte| f32::from(byte.cast_signed()) * scale)
                })
                .collect(),
        };
        Ok(numbers)
    }
}

impl Shape {
    fn check(self) -> Result<(), WeightsError> {
        let heads = |width: usize, heads: usize| heads > 0 && width.is_multiple_of(heads);
        let whole = heads(self.audio_width, self.audio_heads)
            && heads(self.text_width, self.text_heads)
            && self.audio_width == self.text_width
            && (1..=4_096).contains(&self.audio_width)
            && (1..=64).contains(&self.audio_layers)
            && (1..=64).contains(&self.text_layers)
            && (1..=3_000).contains(&self.audio_places)
            && (16..=4_096).contains(&self.text_places)
            && (1..=256).contains(&self.mels)
            && (50_000..200_000).contains(&self.vocabulary);
        if whole { Ok(()) } else { Err(not("its sizes are not those of a Whisper")) }
    }
}

fn number(file: &mut impl Read) -> Result<u32, WeightsError> {
    let mut bytes = [0; 4];
    file.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

/// A number that is not above a bound.
fn size(file: &mut impl Read, most: usize) -> Result<usize, WeightsError> {
    let number = number(file)?;
    usize::try_from(number)
        .ok()
        .filter(|number| *number <= most)
        .ok_or_else(|| not(format!("a size in it is {number}")))
}

fn filters(file: &mut impl Read, mels: usize) -> Result<Filters, WeightsError> {
    let (rows, columns) = (size(file, 256)?, size(file, 4_096)?);
    if rows != mels || columns != FREQUENCIES {
        return Err(not(format!("its filters are {rows} of {columns}")));
    }
    let mut numbers = vec![0; rows * columns * 4];
    file.read_exact(&mut numbers)?;
    let rows = numbers
        .chunks_exact(4)
        .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        .collect();
    Ok(Filters { mels, rows })
}

fn bytes_of(kind: u32, elements: usize) -> Result<usize, WeightsError> {
    match kind {
        F32 => Ok(elements * 4),
        F16 => Ok(elements * 2),
        Q8_0 if elements.is_multiple_of(32) => Ok(elements / 32 * Q8_BLOCK),
        other => Err(WeightsError::Packed(other)),
    }
}

/// Looks through the rest of the file for what is where.
fn entries(
    file: &mut (impl Read + Seek),
    length: u64,
) -> Result<HashMap<String, Entry>, WeightsError> {
    let mut entries = HashMap::new();
    while file.stream_position()? < length {
        let dimensions = size(file, 4)?;
        let name = size(file, 256)?;
        let kind = number(file)?;
        let mut elements = 1_usize;
        for _ in 0..dimensions {
            elements = elements.saturating_mul(size(file, 1 << 20)?);
        }
        let mut bytes = vec![0; name];
        file.read_exact(&mut bytes)?;
        let name = String::from_utf8(bytes).map_err(|_| not("a name in it is none"))?;
        let at = file.stream_position()?;
        let bytes = bytes_of(kind, elements.min(1 << 31))? as u64;
        if at.saturating_add(bytes) > length {
            return Err(not("it broke off"));
        }
        entries.insert(name, Entry { elements, kind, at });
        file.seek(SeekFrom::Start(at + bytes))?;
    }
    Ok(entries)
}

/// A number of 16 bits (IEEE 754).
fn half(bytes: [u8; 2]) -> f32 {
    let bits = u32::from(u16::from_le_bytes(bytes));
    let (sign, exponent, fraction) = ((bits & 0x8000) << 16, bits >> 10 & 31, bits & 0x3ff);
    match exponent {
        // So small that the leading 1 is missing.
        0 => {
            let size = fraction as f32 / 16_777_216.0;
            if sign == 0 { size } else { -size }
        }
        31 => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_16_bits_are_read() {
        let read = |bits: u16| half(bits.to_le_bytes());
        assert_eq!((read(0x3c00), read(0xc000), read(0x7bff)), (1.0, -2.0, 65_504.0));
        assert_eq!((read(0x0001), read(0x8001)), (1.0 / 16_777_216.0, -1.0 / 16_777_216.0));
        assert!(read(0x7e00).is_nan() && read(0x7c00).is_infinite());
    }

    #[test]
    fn what_is_no_file_of_weights_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let refused = |bytes: &[u8]| {
            let path = folder.path().join("weights");
            std::fs::write(&path, bytes).unwrap();
            Weights::open(&path).err().unwrap().to_string()
        };
        assert!(refused(b"").contains("cannot be read"));
        assert!(refused(b"RIFF").contains("does not begin"));
        let mut head = 0x6767_6d6c_u32.to_le_bytes().to_vec();
        head.extend([0; 44]);
        assert!(refused(&head).contains("sizes"));
        let large = [&head[..4], &[255; 44]].concat();
        assert!(refused(&large).contains("a size in it"));
    }
}
