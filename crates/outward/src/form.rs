//! Forms with files in them (RFC 7578).

use bytes::Bytes;
use http::header::HeaderValue;

/// A part of a form. Names are the caller's own: they hold no quotes and no line breaks.
pub enum Part<'a> {
    /// A name, and what it is.
    Text(&'a str, &'a str),
    /// A name, a file's name and kind, and what is in it.
    File(&'a str, &'a str, &'a str, &'a [u8]),
}

/// The body of a request, and what its `Content-Type` says.
pub fn form(parts: &[Part<'_>]) -> (Bytes, HeaderValue) {
    let boundary = boundary(parts);
    let mut body = Vec::new();
    for part in parts {
        body.extend(format!("--{boundary}\r\n").bytes());
        match part {
            Part::Text(name, value) => {
                let head = format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n");
                body.extend(head.bytes());
                body.extend(value.bytes());
            }
            Part::File(name, file, kind, content) => {
                let head = format!(
                    "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
                     Content-Type: {kind}\r\n\r\n"
                );
                body.extend(head.bytes());
                body.extend_from_slice(content);
            }
        }
        body.extend(b"\r\n");
    }
    body.extend(format!("--{boundary}--\r\n").bytes());
    let kind = HeaderValue::try_from(format!("multipart/form-data; boundary={boundary}"))
        .unwrap_or_else(|_| HeaderValue::from_static("multipart/form-data"));
    (body.into(), kind)
}

/// A line that stands in none of the parts: the first of a row that does not.
fn boundary(parts: &[Part<'_>]) -> String {
    let within = |text: &[u8], line: &[u8]| text.windows(line.len()).any(|piece| piece == line);
    let mut number = 0_u64;
    loop {
        let line = format!("aitwin-form-{number:016x}");
        let met = parts.iter().any(|part| match part {
            Part::Text(_, value) => within(value.as_bytes(), line.as_bytes()),
            Part::File(_, _, _, content) => within(content, line.as_bytes()),
        });
        if !met {
            return line;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_part_can_end_it() {
        let evil = "\r\n--aitwin-form-0000000000000000--\r\n";
        let parts =
            [Part::Text("model", "m"), Part::File("file", "a.ogg", "audio/ogg", evil.as_bytes())];
        let (body, kind) = form(&parts);
        assert_eq!(kind, "multipart/form-data; boundary=aitwin-form-0000000000000001");
        let text = String::from_utf8(body.to_vec()).unwrap();
        assert_eq!(
            text,
            format!(
                "--aitwin-form-0000000000000001\r\n\
                 Content-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n\
                 --aitwin-form-0000000000000001\r\n\
                 Content-Disposition: form-data; name=\"file\"; filename=\"a.ogg\"\r\n\
                 Content-Type: audio/ogg\r\n\r\n{evil}\r\n\
                 --aitwin-form-0000000000000001--\r\n"
            )
        );
    }
}
