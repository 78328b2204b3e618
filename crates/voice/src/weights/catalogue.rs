//! Models that are known by name. The hashes are those of their makers' files, as anybody finds them
//! there; a file whose hash is not known is not listed, and can be fetched by its address and its hash.

/// What a model is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Hears: Whisper's weights in whisper.cpp's form.
    Whisper,
    /// Speaks: a voice of Piper's.
    Piper,
}

/// A model that is known by name.
#[derive(Debug, Clone, Copy)]
pub struct Model {
    /// As the settings name it, e.g. `whisper:base`.
    pub name: &'static str,
    /// What it is for.
    pub kind: Kind,
    /// Its files, the one that is named in settings first.
    pub files: &'static [Known],
    /// What its maker allows, as far as they say.
    pub licence: Option<&'static str>,
    /// Bytes of all its files.
    pub size: u64,
}

/// A file of a known model.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// What it is called in the folder.
    pub name: &'static str,
    /// Where its maker has it, at a version that does not change.
    pub url: &'static str,
    /// Its hash, in hexadecimal digits.
    pub sha256: &'static str,
}

macro_rules! whisper {
    ($file:literal, $sha256:literal) => {
        &[Known {
            name: $file,
            url: concat!(
                "https://huggingface.co/ggerganov/whisper.cpp/resolve/",
                "5359861c739e955e79d9a303bcbc70fb988958b1/",
                $file
            ),
            sha256: $sha256,
        }]
    };
}

macro_rules! piper {
    ($folder:literal, $name:literal, $onnx:literal, $json:literal) => {
        &[
            Known {
                name: concat!($name, ".onnx"),
                url: concat!(
                    "https://huggingface.co/rhasspy/piper-voices/resolve/v1.0.0/",
                    $folder,
                    "/",
                    $name,
                    ".onnx"
                ),
                sha256: $onnx,
            },
            Known {
                name: concat!($name, ".onnx.json"),
                url: concat!(
                    "https://huggingface.co/rhasspy/piper-voices/resolve/v1.0.0/",
                    $folder,
                    "/",
                    $name,
                    ".onnx.json"
                ),
                sha256: $json,
            },
        ]
    };
}

/// All of them, what hears first.
pub static CATALOGUE: [Model; 8] = [
    Model {
        name: "whisper:tiny",
        kind: Kind::Whisper,
        files: whisper!(
            "ggml-tiny.bin",
            "be07e048e1e599ad46341c8d2a135645097a538221678b7acdd1b1919c6e1b21"
        ),
        licence: Some("MIT"),
        size: 77_691_713,
    },
    Model {
        name: "whisper:base",
        kind: Kind::Whisper,
        files: whisper!(
            "ggml-base.bin",
            "60ed5bc3dd14eea856493d334349b405782ddcaf0028d4b5df4088345fba2efe"
        ),
        licence: Some("MIT"),
        size: 147_951_465,
    },
    Model {
        name: "whisper:base-q8_0",
        kind: Kind::Whisper,
        files: whisper!(
            "ggml-base-q8_0.bin",
            "c577b9a86e7e048a0b7eada054f4dd79a56bbfa911fbdacf900ac5b567cbb7d9"
        ),
        licence: Some("MIT"),
        size: 81_768_585,
    },
    Model {
        name: "whisper:small",
        kind: Kind::Whisper,
        files: whisper!(
            "ggml-small.bin",
            "1be3a9b2063867b937e64e2ec7483364a79917e157fa98c5d94b5c1fffea987b"
        ),
        licence: Some("MIT"),
        size: 487_601_967,
    },
    Model {
        name: "piper:ru_RU-denis-medium",
        kind: Kind::Piper,
        files: piper!(
            "ru/ru_RU/denis/medium",
            "ru_RU-denis-medium",
            "15fab56e11a097858ee115545d0f697fc2a316c41a291a5362349fb870411b0a",
            "831c860dac0b5073eaa81610a0a638ec23d90a6cf8e5f871b4485c2cec3767c8"
        ),
        licence: Some("CC0"),
        size: 63_206_117,
    },
    Model {
        name: "piper:ru_RU-irina-medium",
        kind: Kind::Piper,
        files: piper!(
            "ru/ru_RU/irina/medium",
            "ru_RU-irina-medium",
            "8ff38212d23da300bbe3705c645e6e5b9475f0bfde01558eb17813e22acaaaaa",
            "c2ec28bb38e2b59e93b959b3e40348c1afebbd272f30fed5d41205d08e98a9d7"
        ),
        licence: None,
        size: 63_206_059,
    },
    Model {
        name: "piper:en_US-joe-medium",
        kind: Kind::Piper,
        files: piper!(
            "en/en_US/joe/medium",
            "en_US-joe-medium",
            "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
            "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33"
        ),
        licence: Some("CC0"),
        size: 63_206_088,
    },
    Model {
        name: "piper:en_US-lessac-medium",
        kind: Kind::Piper,
        files: piper!(
            "en/en_US/lessac/medium",
            "en_US-lessac-medium",
            "5efe09e69902187827af646e1a6e9d269dee769f9877d17b16b1b46eeaaf019f",
            "efe19c417bed055f2d69908248c6ba650fa135bc868b0e6abb3da181dab690a0"
        ),
        licence: Some("Blizzard 2013, research only"),
        size: 63_206_179,
    },
];

/// The model of a name, whether or not it says what it is for.
pub fn find(name: &str) -> Option<&'static Model> {
    let bare = |model: &Model| model.name.split_once(':').map(|(_, rest)| rest.to_owned());
    CATALOGUE.iter().find(|model| model.name == name || bare(model).as_deref() == Some(name))
}

impl Kind {
    /// The file that a setting means: that of a name, or the name itself where it is a file.
    pub fn file(self, name: &str) -> String {
        let is_file = |end: &str| std::path::Path::new(name).extension().is_some_and(|e| e == end);
        match self {
            Self::Whisper if is_file("bin") || name.contains('/') => name.to_owned(),
            Self::Whisper => format!("ggml-{name}.bin"),
            Self::Piper if is_file("onnx") => name.to_owned(),
            Self::Piper => format!("{name}.onnx"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Sha256;
    use super::*;

    #[test]
    fn a_setting_that_names_a_model_finds_its_file() {
        for model in &CATALOGUE {
            let (_, name) = model.name.split_once(':').unwrap();
            assert_eq!(model.kind.file(name), model.files[0].name, "{}", model.name);
            assert_eq!(find(name).unwrap().name, model.name);
            assert_eq!(find(model.name).unwrap().name, model.name);
        }
        assert!(find("whisper:huge").is_none());
        assert_eq!(Kind::Whisper.file("ggml-base.bin"), "ggml-base.bin");
        assert_eq!(Kind::Whisper.file("/srv/mine"), "/srv/mine");
        assert_eq!(Kind::Piper.file("/srv/mine.onnx"), "/srv/mine.onnx");
    }

    #[test]
    fn what_is_listed_can_be_checked() {
        for file in CATALOGUE.iter().flat_map(|model| model.files) {
            assert!(file.sha256.parse::<Sha256>().is_ok(), "{}", file.name);
            assert!(file.url.starts_with("https://") && file.url.ends_with(file.name));
        }
    }
}
