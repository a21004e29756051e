/** The checks of the doctor. Each looks at one thing that a person would try by hand. Internal. */
package io.github.vertxnghttp2.doctor.checks;
