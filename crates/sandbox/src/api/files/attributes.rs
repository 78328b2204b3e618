//! What a client says of a document, and what others are told of it.

use grammers_tl_types::{enums, types};

use crate::state::files::{File, FileKind};

/// What a client claims in its list of attributes.
#[derive(Default)]
pub(super) struct Claims {
    pub(super) file_name: Option<String>,
    pub(super) dimensions: Option<(i32, i32)>,
    animated: bool,
    audio: Option<types::DocumentAttributeAudio>,
    video: Option<types::DocumentAttributeVideo>,
    /// The emoji of a sticker.
    sticker: Option<String>,
}

impl Claims {
    pub(super) fn of(attributes: &[enums::DocumentAttribute]) -> Claims {
        use enums::DocumentAttribute as Attribute;
        let mut claims = Claims::default();
        for attribute in attributes {
            match attribute {
                Attribute::Filename(name) => claims.file_name = Some(name.file_name.clone()),
                Attribute::ImageSize(size) => claims.dimensions = Some((size.w, size.h)),
                Attribute::Animated => claims.animated = true,
                Attribute::Audio(audio) => claims.audio = Some(audio.clone()),
                Attribute::Video(video) => claims.video = Some(video.clone()),
                Attribute::Sticker(sticker) => claims.sticker = Some(sticker.alt.clone()),
                Attribute::HasStickers | Attribute::CustomEmoji(_) => {}
            }
        }
        claims
    }

    /// Whether it is to be a sticker, which must be a picture.
    pub(super) fn is_sticker(&self) -> bool {
        self.sticker.is_some()
    }

    /// What the document is. Of claims that exclude each other the more special
    /// one counts.
    pub(super) fn kind(self, silent: bool) -> FileKind {
        let (sides, plain) = (self.dimensions, self.as_file());
        if let Some(emoji) = self.sticker {
            let (width, height) = sides.unwrap_or_default();
            return FileKind::Sticker { width, height, emoji };
        }
        match (self.video, self.audio) {
            (Some(video), _) if self.animated => {
                let (duration, width, height) = (video.duration, video.w, video.h);
                FileKind::Animation { duration, width, height }
            }
            (Some(video), _) => FileKind::Video {
                duration: video.duration,
                width: video.w,
                height: video.h,
                round: video.round_message,
                streaming: video.supports_streaming,
                silent: video.nosound || silent,
            },
            _ if self.animated => {
                let (width, height) = sides.unwrap_or_default();
                FileKind::Animation { duration: 0.0, width, height }
            }
            (None, Some(audio)) if audio.voice => {
                FileKind::Voice { duration: audio.duration, waveform: audio.waveform }
            }
            (None, Some(audio)) => FileKind::Audio {
                duration: audio.duration,
                title: audio.title,
                performer: audio.performer,
            },
            (None, None) => plain,
        }
    }

    /// What the document is if it is to be shown as a file, whatever is in it.
    pub(super) fn as_file(&self) -> FileKind {
        match self.dimensions {
            Some((width, height)) => FileKind::Picture { width, height },
            None => FileKind::Document,
        }
    }
}

/// The attributes by which a client sees what a document is.
pub(super) fn attributes(file: &File) -> Vec<enums::DocumentAttribute> {
    let mut attributes = match file.kind.clone() {
        FileKind::Document => Vec::new(),
        FileKind::Picture { width, height } | FileKind::Photo { width, height } => {
            vec![image_size(width, height)]
        }
        FileKind::Voice { duration, waveform } => {
            let (title, performer) = (None, None);
            let voice = true;
            vec![
                types::DocumentAttributeAudio { voice, duration, title, performer, waveform }
                    .into(),
            ]
        }
        FileKind::Audio { duration, title, performer } => {
            let (voice, waveform) = (false, None);
            vec![
                types::DocumentAttributeAudio { voice, duration, title, performer, waveform }
                    .into(),
            ]
        }
        FileKind::Video { duration, width, height, round, streaming, silent } => {
            vec![video(duration, (width, height), round, streaming, silent)]
        }
        FileKind::Animation { duration, width, height } => vec![
            video(duration, (width, height), false, true, true),
            enums::DocumentAttribute::Animated,
        ],
        FileKind::Sticker { width, height, emoji } => {
            let stickerset = enums::InputStickerSet::Empty;
            let sticker = types::DocumentAttributeSticker {
                mask: false,
                alt: emoji,
                stickerset,
                mask_coords: None,
            };
            vec![image_size(width, height), sticker.into()]
        }
    };
    let named = file.file_name.clone();
    attributes.extend(named.map(|file_name| types::DocumentAttributeFilename { file_name }.into()));
    attributes
}

fn image_size(w: i32, h: i32) -> enums::DocumentAttribute {
    types::DocumentAttributeImageSize { w, h }.into()
}

fn video(
    duration: f64,
    (w, h): (i32, i32),
    round_message: bool,
    supports_streaming: bool,
    nosound: bool,
) -> enums::DocumentAttribute {
    types::DocumentAttributeVideo {
        round_message,
        supports_streaming,
        nosound,
        duration,
        w,
        h,
        preload_prefix_size: None,
        video_start_ts: None,
        video_codec: None,
    }
    .into()
}
