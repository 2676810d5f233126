//! Bytes: how are small numbers and short texts packed one behind the other?

use domain::Malformed;

/// Bytes that are written one behind the other.
#[derive(Debug, Default)]
pub(super) struct Packing(pub(super) Vec<u8>);

impl Packing {
    /// A count: seven bits a byte, the lowest first.
    pub(super) fn count(&mut self, mut count: u64) {
        loop {
            let low = u8::try_from(count & 0x7f).expect("seven bits");
            count >>= 7;
            if count == 0 {
                return self.0.push(low);
            }
            self.0.push(low | 0x80);
        }
    }

    /// A number that may be below 0: near 0 it is short.
    pub(super) fn number(&mut self, number: i64) {
        self.count(((number << 1) ^ (number >> 63)).cast_unsigned());
    }

    pub(super) fn text(&mut self, text: &str) {
        self.count(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
}

/// Bytes that are read from the front.
#[derive(Debug)]
pub(super) struct Unpacking<'a>(pub(super) &'a [u8]);

/// What was packed is not what it should be.
pub(super) const DAMAGED: Malformed = Malformed { expected: "a packed history" };

impl<'a> Unpacking<'a> {
    pub(super) fn count(&mut self) -> Result<u64, Malformed> {
        let mut count = 0;
        for shift in (0..64).step_by(7) {
            let [byte, rest @ ..] = self.0 else { return Err(DAMAGED) };
            self.0 = rest;
            count |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(count);
            }
        }
        Err(DAMAGED)
    }

    pub(super) fn number(&mut self) -> Result<i64, Malformed> {
        let count = self.count()?;
        Ok((count >> 1).cast_signed() ^ -(count & 1).cast_signed())
    }

    pub(super) fn small(&mut self) -> Result<u32, Malformed> {
        u32::try_from(self.count()?).map_err(|_| DAMAGED)
    }

    pub(super) fn text(&mut self) -> Result<&'a str, Malformed> {
        let length = usize::try_from(self.count()?).map_err(|_| DAMAGED)?;
        let (text, rest) = self.0.split_at_checked(length).ok_or(DAMAGED)?;
        self.0 = rest;
        std::str::from_utf8(text).map_err(|_| DAMAGED)
    }

    pub(super) fn sixteen(&mut self) -> Result<[u8; 16], Malformed> {
        let (bytes, rest) = self.0.split_first_chunk().ok_or(DAMAGED)?;
        self.0 = rest;
        Ok(*bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_size_are_read_as_they_were_written() {
        let numbers = [0, 1, -1, 63, 64, -64, -65, 300, i64::MAX, i64::MIN];
        let mut packing = Packing::default();
        for number in numbers {
            packing.number(number);
        }
        packing.count(u64::MAX);
        packing.text("ru-8x5");
        let mut reading = Unpacking(&packing.0);
        for number in numbers {
            assert_eq!(reading.number(), Ok(number));
        }
        assert_eq!((reading.count(), reading.text()), (Ok(u64::MAX), Ok("ru-8x5")));
        assert!(reading.0.is_empty());
    }

    #[test]
    fn what_is_cut_short_is_not_read() {
        assert_eq!(Unpacking(&[0x80]).count(), Err(DAMAGED));
        assert_eq!(Unpacking(&[5, b'a']).text(), Err(DAMAGED));
        assert_eq!(Unpacking(&[0xff; 20]).count(), Err(DAMAGED));
    }
}
