"""What the scripts of the workflow import; nothing here is run by itself.

plan      the checked config, the grid's configurations, the code behind a script: what rules ask
job       what a job does whatever it makes: its log, its GPU, the record of what a result was made from
data      where images come from, and their file formats
model     autoencoders and principal components: built, trained, stored, applied
measure   errors and other metrics, the tables they are joined in, what the tables say
compress  codes as bytes in a file, and back; what other formats make of the images
classify  classifiers that tell the classes of images by what a code keeps
draw      what figures have in common
"""
