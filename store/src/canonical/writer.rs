//! How does a value become canonical bytes in one pass?
//!
//! Members are written as they come. When their object ends they change places, unless they came in order.

use super::{DEPTH_MAX, INTEGER_MAX, NotCanonical};
use serde::ser::{self, Impossible, Serialize};
use std::fmt::Display;
use std::io::Write;
use std::ops::Range;

pub(super) struct Writer {
    out: Vec<u8>,
    depth: usize,
    /// Where the members of the open objects lie in `out`, the innermost object's last. Each ends
    /// with a comma.
    members: Vec<Range<usize>>,
    /// Members on their way to another place.
    moving: Vec<u8>,
    /// A member that the outermost object gets beside its own.
    prepared: Vec<u8>,
}

/// An object or array that is being written.
pub(super) struct Open<'w> {
    writer: &'w mut Writer,
    /// The first of its members.
    first: usize,
}

type Written<T = ()> = Result<T, NotCanonical>;

impl Writer {
    pub(super) fn new() -> Self {
        Self {
            out: Vec::with_capacity(512),
            depth: 0,
            members: Vec::with_capacity(16),
            moving: Vec::new(),
            prepared: Vec::new(),
        }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// Keeps a member for the outermost object, which is still to come.
    pub(super) fn prepare(&mut self, key: &str, value: &(impl Serialize + ?Sized)) -> Written {
        self.depth = 1;
        self.key(key)?;
        value.serialize(&mut *self)?;
        self.out.push(b',');
        self.depth = 0;
        self.prepared.append(&mut self.out);
        Ok(())
    }

    fn open(&mut self, bracket: u8) -> Written<Open<'_>> {
        if self.depth == DEPTH_MAX {
            return Err(NotCanonical::Depth);
        }
        self.depth += 1;
        self.out.push(bracket);
        Ok(Open { first: self.members.len(), writer: self })
    }

    fn object(&mut self) -> Written<Open<'_>> {
        let open = self.open(b'{')?;
        let Writer { out, members, prepared, .. } = &mut *open.writer;
        if !prepared.is_empty() {
            members.push(out.len()..out.len() + prepared.len());
            out.append(prepared);
        }
        Ok(open)
    }

    fn key(&mut self, key: &str) -> Written {
        let fits = key.starts_with(|it: char| it.is_ascii_lowercase())
            && key.bytes().all(|it| matches!(it, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        if !fits {
            return Err(NotCanonical::Key(key.to_owned()));
        }
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if text.bytes().any(is_escaped) {
            // It escapes just what RFC 8785 asks for, in lower-case hex.
            serde_json::to_writer(&mut self.out, text).expect("memory takes what is written");
        } else {
            self.out.push(b'"');
            self.out.extend_from_slice(text.as_bytes());
            self.out.push(b'"');
        }
    }

    fn display(&mut self, value: &(impl Display + ?Sized)) {
        write!(self.out, "{value}").expect("memory takes what is written");
    }
}

fn is_escaped(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

impl Open<'_> {
    fn member(&mut self, key: &str, value: &(impl Serialize + ?Sized)) -> Written {
        let start = self.writer.out.len();
        self.writer.key(key)?;
        value.serialize(&mut *self.writer)?;
        self.writer.out.push(b',');
        self.writer.members.push(start..self.writer.out.len());
        Ok(())
    }

    fn item(&mut self, value: &(impl Serialize + ?Sized)) -> Written {
        value.serialize(&mut *self.writer)?;
        self.writer.out.push(b',');
        Ok(())
    }

    fn close(self, bracket: u8) {
        let Writer { out, depth, members, moving, .. } = self.writer;
        let own = &mut members[self.first..];
        // Keys differ, and `"` is less than what they are made of: members sort as their keys do.
        if !own.is_sorted_by_key(|it| &out[it.clone()]) {
            own.sort_unstable_by(|a, b| out[a.clone()].cmp(&out[b.clone()]));
            let start = own.iter().map(|it| it.start).min().unwrap_or(out.len());
            moving.clear();
            moving.extend_from_slice(&out[start..]);
            out.truncate(start);
            for it in own {
                out.extend_from_slice(&moving[it.start - start..it.end - start]);
            }
        }
        members.truncate(self.first);
        if out.last() == Some(&b',') {
            out.pop();
        }
        out.push(bracket);
        *depth -= 1;
    }
}

impl ser::Error for NotCanonical {
    fn custom<T: Display>(message: T) -> Self {
        Self::Value(message.to_string())
    }
}

impl<'w> ser::Serializer for &'w mut Writer {
    type Ok = ();
    type Error = NotCanonical;
    type SerializeSeq = Open<'w>;
    type SerializeTuple = Open<'w>;
    type SerializeTupleStruct = Open<'w>;
    type SerializeTupleVariant = Impossible<(), NotCanonical>;
    type SerializeMap = Map<'w>;
    type SerializeStruct = Open<'w>;
    type SerializeStructVariant = Variant<'w>;

    fn serialize_bool(self, it: bool) -> Written {
        self.out.extend_from_slice(if it { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_i8(self, it: i8) -> Written {
        self.serialize_i64(it.into())
    }

    fn serialize_i16(self, it: i16) -> Written {
        self.serialize_i64(it.into())
    }

    fn serialize_i32(self, it: i32) -> Written {
        self.serialize_i64(it.into())
    }

    fn serialize_i64(self, it: i64) -> Written {
        if it.unsigned_abs() > INTEGER_MAX {
            return Err(NotCanonical::Number);
        }
        self.display(&it);
        Ok(())
    }

    fn serialize_u8(self, it: u8) -> Written {
        self.serialize_u64(it.into())
    }

    fn serialize_u16(self, it: u16) -> Written {
        self.serialize_u64(it.into())
    }

    fn serialize_u32(self, it: u32) -> Written {
        self.serialize_u64(it.into())
    }

    fn serialize_u64(self, it: u64) -> Written {
        if it > INTEGER_MAX {
            return Err(NotCanonical::Number);
        }
        self.display(&it);
        Ok(())
    }

    fn serialize_f32(self, _: f32) -> Written {
        Err(NotCanonical::Number)
    }

    fn serialize_f64(self, _: f64) -> Written {
        Err(NotCanonical::Number)
    }

    fn serialize_char(self, it: char) -> Written {
        self.serialize_str(it.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, it: &str) -> Written {
        self.text(it);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Written {
        Err(NotCanonical::Bytes)
    }

    fn serialize_none(self) -> Written {
        Err(NotCanonical::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, it: &T) -> Written {
        it.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        Err(NotCanonical::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        Err(NotCanonical::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, it: &T) -> Written {
        it.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        it: &T,
    ) -> Written {
        let mut object = self.object()?;
        object.member(variant, it)?;
        object.close(b'}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Written<Open<'w>> {
        self.open(b'[')
    }

    fn serialize_tuple(self, _: usize) -> Written<Open<'w>> {
        self.open(b'[')
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Written<Open<'w>> {
        self.open(b'[')
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Written<Self::SerializeTupleVariant> {
        Err(ser::Error::custom(format_args!("{name} has a variant of several values")))
    }

    fn serialize_map(self, _: Option<usize>) -> Written<Map<'w>> {
        Ok(Map { open: self.object()?, key: String::new() })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Written<Open<'w>> {
        self.object()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Written<Variant<'w>> {
        let Open { writer, first } = self.object()?;
        let start = writer.out.len();
        writer.key(variant)?;
        Ok(Variant { first, start, fields: writer.open(b'{')? })
    }

    fn collect_str<T: Display + ?Sized>(self, it: &T) -> Written {
        let start = self.out.len() + 1;
        self.out.push(b'"');
        self.display(it);
        if self.out[start..].iter().copied().any(is_escaped) {
            self.out.truncate(start - 1);
            self.text(&it.to_string());
        } else {
            self.out.push(b'"');
        }
        Ok(())
    }
}

impl ser::SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = NotCanonical;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, it: &T) -> Written {
        self.member(key, it)
    }

    fn end(self) -> Written {
        self.close(b'}');
        Ok(())
    }
}

/// A variant with fields: an object of one member, which is the object of the fields.
pub(super) struct Variant<'w> {
    /// The first member of the outer object, and where the only one of its own begins.
    first: usize,
    start: usize,
    fields: Open<'w>,
}

impl ser::SerializeStructVariant for Variant<'_> {
    type Ok = ();
    type Error = NotCanonical;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, it: &T) -> Written {
        self.fields.member(key, it)
    }

    fn end(self) -> Written {
        let Self { first, start, fields: Open { writer, first: of_fields } } = self;
        Open { writer: &mut *writer, first: of_fields }.close(b'}');
        writer.out.push(b',');
        writer.members.push(start..writer.out.len());
        Open { writer, first }.close(b'}');
        Ok(())
    }
}

/// A map, whose keys come apart from their values.
pub(super) struct Map<'w> {
    open: Open<'w>,
    key: String,
}

impl ser::SerializeMap for Map<'_> {
    type Ok = ();
    type Error = NotCanonical;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        let key = serde_json::to_value(key).map_err(ser::Error::custom)?;
        match key {
            serde_json::Value::String(key) => self.key = key,
            other => return Err(NotCanonical::Key(other.to_string())),
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, it: &T) -> Written {
        self.open.member(&std::mem::take(&mut self.key), it)
    }

    fn end(self) -> Written {
        self.open.close(b'}');
        Ok(())
    }
}

macro_rules! arrays {
    ($($trait:ident $each:ident),+) => {$(
        impl ser::$trait for Open<'_> {
            type Ok = ();
            type Error = NotCanonical;

            fn $each<T: Serialize + ?Sized>(&mut self, it: &T) -> Written {
                self.item(it)
            }

            fn end(self) -> Written {
                self.close(b']');
                Ok(())
            }
        }
    )+};
}

arrays!(SerializeSeq serialize_element, SerializeTuple serialize_element, SerializeTupleStruct serialize_field);
