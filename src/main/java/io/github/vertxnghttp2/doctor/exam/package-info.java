/** What the checks of the doctor share: what is examined, how long it may take, and what was found. Internal. */
package io.github.vertxnghttp2.doctor.exam;
