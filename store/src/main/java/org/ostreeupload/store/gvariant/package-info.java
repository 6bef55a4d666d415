// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * GVariant, the serialization of every OSTree metadata object.
 *
 * <p>Start at {@link org.ostreeupload.store.gvariant.Variant#parse}: it checks that bytes are the
 * one normal form of a value of a {@link org.ostreeupload.store.gvariant.VariantType} and gives a
 * read-only view of them; nothing is copied or built per element. {@link
 * org.ostreeupload.store.gvariant.VariantWriter} makes normal bytes, driven by the type. What does
 * not obey a format is a {@link org.ostreeupload.store.gvariant.MalformedException}, here and in
 * every parser above.
 */
@NullMarked
package org.ostreeupload.store.gvariant;

import org.jspecify.annotations.NullMarked;
