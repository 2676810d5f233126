//! Picture: where does a photo come from when nobody has a camera?

const WIDTH: u32 = 64;
const HEIGHT: u32 = 48;

/// A small PNG in a colour of its own: a light square with a darker frame.
pub(crate) fn tiny(seed: u64) -> Vec<u8> {
    let channel = |shift: u32| u8::try_from((seed >> shift) & 0x7f).unwrap_or(0) + 0x60;
    let colour = [channel(0), channel(7), channel(14)];
    let mut rows = Vec::new();
    for y in 0..HEIGHT {
        rows.push(0);
        for x in 0..WIDTH {
            let inside = (4..WIDTH - 4).contains(&x) && (4..HEIGHT - 4).contains(&y);
            rows.extend(if inside { colour } else { colour.map(|it| it / 2) });
        }
    }
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = Vec::new();
    head.extend(WIDTH.to_be_bytes());
    head.extend(HEIGHT.to_be_bytes());
    head.extend([8, 2, 0, 0, 0]);
    chunk(&mut png, *b"IHDR", &head);
    chunk(&mut png, *b"IDAT", &stored(&rows));
    chunk(&mut png, *b"IEND", &[]);
    png
}

/// Whether Telegram would take it as a photo.
pub(crate) fn is_picture(bytes: &[u8]) -> bool {
    let known: [&[u8]; 4] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF", b"GIF8"];
    known.iter().any(|it| bytes.starts_with(it))
}

fn chunk(png: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    png.extend(u32::try_from(data.len()).expect("a tiny picture").to_be_bytes());
    let start = png.len();
    png.extend(kind);
    png.extend(data);
    let sum = crc(&png[start..]);
    png.extend(sum.to_be_bytes());
}

/// Zlib without compression: one stored block, which 9 KB of pixels fit in.
fn stored(data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("a tiny picture fits in one block");
    let mut zlib = vec![0x78, 0x01, 0x01];
    zlib.extend(length.to_le_bytes());
    zlib.extend((!length).to_le_bytes());
    zlib.extend(data);
    let (a, b) = data.iter().fold((1_u32, 0_u32), |(a, b), &byte| {
        let a = (a + u32::from(byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    zlib.extend(((b << 16) | a).to_be_bytes());
    zlib
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |it, _| {
            if it & 1 == 1 { (it >> 1) ^ 0xedb8_8320 } else { it >> 1 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksums_are_the_known_ones() {
        assert_eq!(crc(b"IEND"), 0xae42_6082);
        assert_eq!(stored(b"Wikipedia")[14 + 2..], 0x11e6_0398_u32.to_be_bytes());
    }

    #[test]
    fn a_tiny_picture_is_taken_as_a_photo() {
        assert!(is_picture(&tiny(7)));
        assert_ne!(tiny(1), tiny(2));
        assert!(!is_picture(b"hello"));
    }
}
