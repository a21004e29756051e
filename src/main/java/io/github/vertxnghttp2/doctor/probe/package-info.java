/** Connections of the doctor: how they are dialled, and one whose frames are seen. Internal. */
package io.github.vertxnghttp2.doctor.probe;
