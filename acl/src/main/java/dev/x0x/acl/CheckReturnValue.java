// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An ignored answer is a compile error. Error Prone goes by the simple name, so that no library is
 * needed for one word.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
@interface CheckReturnValue {}
