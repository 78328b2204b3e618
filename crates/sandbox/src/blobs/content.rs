//! What bytes are, by how they begin.

use std::fs::File;
use std::io::BufReader;

/// How many bytes tell it.
pub(crate) const HEAD: usize = 12;

/// The kinds that Telegram tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    Jpeg,
    Gif,
    Png,
    Webp,
    Pdf,
    Mp3,
    Mov,
    Mp4,
    Other,
}

impl Content {
    /// Of a file that begins with `head`.
    pub(crate) fn of(head: &[u8]) -> Content {
        match head {
            [0xff, 0xd8, 0xff, ..] => Content::Jpeg,
            [b'G', b'I', b'F', b'8', ..] => Content::Gif,
            [0x89, b'P', b'N', b'G', ..] => Content::Png,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Content::Webp,
            [b'%', b'P', b'D', b'F', ..] => Content::Pdf,
            [b'I', b'D', b'3', ..] => Content::Mp3,
            [_, _, _, _, b'f', b't', b'y', b'p', b'q', b't', ..] => Content::Mov,
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => Content::Mp4,
            // The eleven bits with which a frame of MPEG audio begins, and layer 3.
            [0xff, second, ..] if second & 0xe6 == 0xe2 => Content::Mp3,
            _ => Content::Other,
        }
    }

    /// Its MIME type.
    pub(crate) fn mime_type(self) -> &'static str {
        match self {
            Content::Jpeg => "image/jpeg",
            Content::Gif => "image/gif",
            Content::Png => "image/png",
            Content::Webp => "image/webp",
            Content::Pdf => "application/pdf",
            Content::Mp3 => "audio/mpeg",
            Content::Mov => "video/quicktime",
            Content::Mp4 => "video/mp4",
            Content::Other => "application/octet-stream",
        }
    }
}

/// A picture's width and height, if it is one.
pub(crate) fn dimensions(picture: File) -> Option<(i32, i32)> {
    let size = imagesize::reader_size(BufReader::new(picture)).ok()?;
    Some((i32::try_from(size.width).ok()?, i32::try_from(size.height).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_told_by_how_it_begins() {
        let cases: [(&[u8], Content); 9] = [
            (b"\xff\xd8\xff\xe0", Content::Jpeg),
            (b"GIF89a", Content::Gif),
            (b"\x89PNG\r\n", Content::Png),
            (b"RIFF\0\0\0\0WEBP", Content::Webp),
            (b"ID3\x04", Content::Mp3),
            (b"\xff\xfb\x90", Content::Mp3),
            (b"\0\0\0\x14ftypqt  ", Content::Mov),
            (b"\0\0\0\x18ftypmp42", Content::Mp4),
            (b"OggS", Content::Other),
        ];
        for (head, content) in cases {
            assert_eq!(Content::of(head), content, "{head:?}");
        }
        assert_eq!(Content::of(b""), Content::Other);
    }
}
